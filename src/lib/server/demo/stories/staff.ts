/** Who did it, and at what time of day. */
import type { Random } from '../random';
import { USERS, type TeamId } from '../roster';

/** The name of a colleague in a team. */
export function someoneOf(team: TeamId, random: Random): string {
  const [first, ...others] = USERS.filter((user) => user.teams.some(({ id }) => id === team));
  if (!first) throw new Error(`nobody is in team ${team}`);
  return random.pick([first, ...others]).name;
}

/** HH:MM on a nurse's or doctor's round. */
export function daytime(random: Random): string {
  return `${String(random.int(9, 15)).padStart(2, '0')}:${random.pick(['00', '10', '20', '30', '40', '50'])}`;
}
