/** What an administrator does, on the page or by the command line: one function an act, each recorded. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { roleInWords } from '../../record/role-words';
import { ROLES } from '../../record/user';
import { placesAfter } from '../access/membership';
import type { Organisation } from '../access/organisation';
import type { Audit } from '../audit/audit';
import type { Sessions } from '../identity/sessions';
import type { Devices } from '../journals/devices';
import { MOST_HOURS, type Leases } from '../lease/leases';
import { enrolmentsLeftOut } from '../lease/left-out';
import { noticeWords } from '../lease/notice-link';
import { UntilSchema } from '../lease/until';
import { changeMembers, MEMBER_ACTS } from './change-members';

const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
const role = v.picklist(ROLES);
/** With commas between them; there may be none. */
const split = v.transform((list: string) =>
  list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== ''),
);
const list = v.pipe(v.optional(v.string(), ''), split);

const hours = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^\d{1,3}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(MOST_HOURS),
);
/** The acts, as a form or the command line names them. */
export const AdminActSchema = v.variant('act', [
  v.object({ act: v.literal('add-user'), username: text, name: text, role, teams: list }),
  v.object({ act: v.literal('change-user'), user: text, role, teams: v.optional(v.pipe(v.string(), split)) }),
  v.object({ act: v.literal('remove-user'), user: text }),
  v.object({ act: v.literal('sign-out-user'), user: text }),
  v.object({ act: v.literal('add-team'), name: text, kind: v.picklist(['team', 'round', 'cover']) }),
  v.object({ act: v.literal('mark-lost'), device: text }),
  ...MEMBER_ACTS,
  v.object({ act: v.literal('set-lease-hours'), hours }),
  v.object({ act: v.literal('outage-notice'), until: UntilSchema, reason: text, without: list }),
]);
export type AdminAct = v.InferOutput<typeof AdminActSchema>;

export type AdminOutcome =
  /** `onRecord`: what the audit is told, where that is more or less than whoever did it is told. */
  | { kind: 'done'; words: string; onRecord?: string }
  /** `field`: of the form, where it is one of its fields that makes no sense. */
  | { kind: 'refused'; words: string; field?: string };

export interface AdminParts {
  organisation: Organisation;
  devices: Devices;
  sessions: Sessions;
  audit: Audit;
  leases: Leases;
  /** Where devices find the app. */
  origin: string;
  now: () => Date;
}

const refused = (words: string): AdminOutcome => ({ kind: 'refused', words });
const done = (words: string): AdminOutcome => ({ kind: 'done', words });

/** `by`: who does it; the command line is the system's own administrator. */
export async function administer(
  act: AdminAct,
  parts: AdminParts,
  by: { id: string; role: string },
): Promise<AdminOutcome> {
  const outcome = await carryOut(act, parts, by);
  if (outcome.kind === 'done') {
    await parts.audit.record(
      {
        kind: 'administered',
        reason: act.act,
        words: outcome.onRecord ?? outcome.words,
        ...('user' in act ? { aboutUserId: act.user } : {}),
        ...('patient' in act ? { patientId: act.patient } : {}),
      },
      by,
    );
  }
  return outcome;
}

async function carryOut(act: AdminAct, parts: AdminParts, by: { id: string }): Promise<AdminOutcome> {
  const { organisation, devices, sessions, leases, origin, now } = parts;
  switch (act.act) {
    case 'add-user': {
      const { username, name, role } = act;
      const teams = await teamsNamed(act.teams, organisation);
      if (!teams) return refused('There is no such team.');
      const taken = (await organisation.users()).some((user) => user.username === username);
      if (taken) return refused('Somebody has this user name already.');
      const places = placesAfter([], teams, { at: now(), why: act.act });
      await organisation.putUser({ id: randomUUID(), username, name, role, teams: places });
      return done(`${username} may sign in.`);
    }
    case 'change-user': {
      const user = await organisation.findUser(act.user);
      if (!user) return refused('There is no such user.');
      if (act.teams === undefined) {
        await organisation.putUser({ ...user, role: act.role });
        return done(`${user.username} now has the role ${roleInWords(act.role)}.`);
      }
      const teams = await teamsNamed(act.teams, organisation);
      if (!teams) return refused('There is no such team.');
      const places = placesAfter(user.teams, teams, { at: now(), why: act.act });
      await organisation.putUser({ ...user, role: act.role, teams: places });
      return done(
        `${user.username} now has the role ${roleInWords(act.role)}, in ${teams.length === 1 ? 'one team' : `${teams.length} teams`}.`,
      );
    }
    case 'remove-user': {
      const user = await organisation.findUser(act.user);
      if (!user) return refused('There is no such user.');
      if (user.id === by.id) return refused('Nobody removes themselves: somebody else has to.');
      const at = now();
      // Kept as the author of what they wrote, which may still be under way.
      const places = placesAfter(user.teams, [], { at, why: act.act });
      await organisation.putUser({ ...user, teams: places, leftAt: at.toISOString() });
      await sessions.endAllOf(user.id);
      return done(`${user.username} has left.`);
    }
    case 'sign-out-user':
      return done(`${await sessions.endAllOf(act.user)} sessions ended.`);
    case 'add-team': {
      const { name, kind } = act;
      const id = randomUUID();
      await organisation.putTeam({ id, name, kind });
      return done(`${name} is a team: ${id}.`);
    }
    case 'mark-lost': {
      const enrolled = await devices.markLost(act.device, now());
      if (enrolled.length === 0) return refused('There is no such device.');
      // A session does not say which device it is on: all of those whose vaults are on it.
      for (const userId of new Set(enrolled.map((device) => device.userId))) await sessions.endAllOf(userId);
      return done(`${act.device} is wiped at its next contact.`);
    }
    case 'set-lease-hours':
      await leases.setHours(act.hours);
      return done(`Leases run for ${act.hours} hours after a contact, from each device’s next one.`);
    case 'outage-notice': {
      const without = await enrolmentsLeftOut(act.without, { organisation, devices, now: now() });
      if (!without) return refused('There is no such user.');
      const outcome = await leases.makeNotice(act.until, without);
      if (outcome.kind === 'refused') return outcome;
      const { told, words } = noticeWords(outcome.notice, origin, without.length);
      const named = act.without.length === 0 ? '' : ` Not for ${act.without.join(', ')}.`;
      return { kind: 'done', words, onRecord: `${told}${named} ${act.reason}` };
    }
    case 'add-member':
    case 'remove-member':
    case 'add-patient':
    case 'remove-patient':
      return changeMembers(act, { organisation, now });
  }
}

/** The teams of these ids; undefined when one is not there. */
async function teamsNamed(
  ids: readonly string[],
  organisation: Organisation,
): Promise<{ id: string; name: string }[] | undefined> {
  const teams = await organisation.teams();
  const found = ids.flatMap((wanted) => teams.filter(({ id }) => id === wanted));
  return found.length === ids.length ? found.map(({ id, name }) => ({ id, name })) : undefined;
}
