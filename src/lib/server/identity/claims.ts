/**
 * Who the identity provider says somebody is, in the shapes that providers have: NHS CIS2's (`uid`, a selected role among
 * national roles) and a plain one's (`preferred_username`, realm roles).
 */
import * as v from 'valibot';
import { ROLES } from '../../record/user';

export interface Account {
  /** As the organisation knows them: `username` of a user. */
  username: string;
  /** Codes of the roles that they signed in with; undefined when the provider says nothing of roles. */
  roles?: string[];
}

const text = v.optional(v.pipe(v.string(), v.minLength(1)));

/** https://digital.nhs.uk/services/care-identity-service: scopes `nhsperson`, `nationalrbacaccess`, `selectedrole`. */
const Cis2Schema = v.looseObject({
  uid: text,
  nhsid_useruid: text,
  selected_roleid: text,
  nhsid_nrbac_roles: v.optional(
    v.array(v.looseObject({ person_roleid: v.string(), role_code: v.optional(v.string()) })),
  ),
});

const PlainSchema = v.looseObject({
  sub: v.pipe(v.string(), v.minLength(1)),
  preferred_username: text,
  realm_access: v.optional(v.looseObject({ roles: v.optional(v.array(v.string())) })),
});

/** Undefined for claims that name nobody. */
export function accountOf(claims: unknown): Account | undefined {
  const cis2 = v.safeParse(Cis2Schema, claims);
  const uid = cis2.success ? (cis2.output.nhsid_useruid ?? cis2.output.uid) : undefined;
  if (cis2.success && uid !== undefined) return { username: uid, ...rolesOf(cis2.output) };
  const plain = v.safeParse(PlainSchema, claims);
  if (!plain.success) return undefined;
  const { sub, preferred_username: username = sub, realm_access: access } = plain.output;
  return { username, ...(access?.roles ? { roles: access.roles } : {}) };
}

/** Of several national roles only the one that was selected counts. `S8000:G8000:R8001` names job role R8001. */
function rolesOf({ selected_roleid: selected, nhsid_nrbac_roles: all }: v.InferOutput<typeof Cis2Schema>) {
  if (!all) return {};
  const held = selected === undefined ? all : all.filter(({ person_roleid: id }) => id === selected);
  return { roles: held.flatMap(({ role_code: code }) => code?.split(':').at(-1) ?? []) };
}

/**
 * Whether somebody who signed in with these roles may work as `role`. `names`: the provider's codes for our roles. Where
 * there are any, one of the roles has to stand for this one: another job's role, unknown to us, opens nothing. Where there
 * are none, a provider that names none of ours leaves that to the organisation. So does one that says nothing of roles.
 */
export function fitsRole(
  { roles }: Account,
  role: string,
  names: Readonly<Record<string, string>> = {},
): boolean {
  if (roles === undefined) return true;
  const ours = new Set<string>(ROLES);
  const named = roles.map((code) => names[code] ?? code).filter((name) => ours.has(name));
  const leavesIt = named.length === 0 && Object.keys(names).length === 0;
  return leavesIt || named.includes(role);
}
