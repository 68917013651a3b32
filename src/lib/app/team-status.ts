/** How the team's devices are, from the server: needs a network and a sign-in. */
import * as v from 'valibot';
import { TeamStatusSchema, type TeamStatus } from '../record/team-status';

export type TeamAnswer = { kind: 'team'; status: TeamStatus } | { kind: 'signed-out' } | { kind: 'offline' };

export async function findTeamStatus(ask: typeof fetch = fetch): Promise<TeamAnswer> {
  let response: Response;
  try {
    response = await ask('/api/team', { cache: 'no-store' });
  } catch {
    return { kind: 'offline' };
  }
  if (response.status === 401) return { kind: 'signed-out' };
  const parsed = v.safeParse(TeamStatusSchema, await response.json().catch(() => undefined));
  // What answered is no server of ours, or one in trouble.
  return parsed.success ? { kind: 'team', status: parsed.output } : { kind: 'offline' };
}
