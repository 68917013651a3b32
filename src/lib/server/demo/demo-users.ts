/** How the demo users are listed: nurses first, those with one team before those with several. */
import type { User } from '../../record/user';

const ROLE_WORDS: Record<string, string> = {
  'community-nurse': 'Community nurse',
  gp: 'GP',
  midwife: 'Community midwife',
  'healthcare-assistant': 'Healthcare assistant',
  'team-lead': 'Team lead',
  'care-home': 'Care home staff',
  'privacy-officer': 'Privacy officer',
  administrator: 'Administrator',
};
const ROLE_ORDER = Object.keys(ROLE_WORDS);

export function inOrder(users: readonly User[]): User[] {
  const placeOf = ({ role }: User) =>
    ROLE_ORDER.includes(role) ? ROLE_ORDER.indexOf(role) : ROLE_ORDER.length;
  return [...users].sort(
    (a, b) => placeOf(a) - placeOf(b) || a.teams.length - b.teams.length || (a.id < b.id ? -1 : 1),
  );
}

/** Role and teams, in words. */
export function describeUser(user: User): string {
  const role = ROLE_WORDS[user.role] ?? user.role;
  return user.teams.length === 0 ? role : `${role}, ${user.teams.map((team) => team.name).join(' and ')}`;
}
