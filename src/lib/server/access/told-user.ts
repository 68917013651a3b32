/** A user as the app is told of: the teams that the user is in now, and what the role may do at all. */
import { actionsOf } from './decide';
import { isWithin, type TeamPlace } from './membership';

export function toldUser<T extends { role: string; teams: readonly TeamPlace[] }>(user: T, now: Date) {
  const teams = user.teams.filter((place) => isWithin(place, now));
  return { ...user, teams, may: actionsOf(user.role) };
}
