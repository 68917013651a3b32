/** A user as the app is told of: the teams that the user is in now, and what the role may do at all. */
import { actionsOf } from './decide';
import { teamsAt, type TeamPlace } from './membership';

export function toldUser<T extends { role: string; teams: readonly TeamPlace[] }>(user: T, now: Date) {
  return { ...user, teams: teamsAt(user.teams, now), may: actionsOf(user.role) };
}
