/** How the demo users are listed: nurses first, those with one team before those with several. */
import { teamsAt } from '../access/membership';
import { roleInWords } from '../../record/role-words';
import { ROLES } from '../../record/user';
import type { ListedUser } from '../identity/directory';

const ROLE_ORDER: readonly string[] = ROLES;

export function inOrder(users: readonly ListedUser[], now: Date): ListedUser[] {
  const teamsOf = ({ teams }: ListedUser) => teamsAt(teams, now).length;
  const placeOf = ({ role }: ListedUser) =>
    ROLE_ORDER.includes(role) ? ROLE_ORDER.indexOf(role) : ROLE_ORDER.length;
  return [...users].sort(
    (a, b) => placeOf(a) - placeOf(b) || teamsOf(a) - teamsOf(b) || (a.id < b.id ? -1 : 1),
  );
}

/** Role and teams of now, in words. */
export function describeUser(user: ListedUser, now: Date): string {
  const role = roleInWords(user.role);
  const teams = teamsAt(user.teams, now);
  return teams.length === 0 ? role : `${role}, ${teams.map((team) => team.name).join(' and ')}`;
}
