/** Who is or was in a team, or which teams somebody is or was in: each time with its start, its end and why. */
import { periodsOf, type Period } from '../access/membership';
import type { Organisation } from '../access/organisation';
import { stateOf } from '../access/places';

export interface Member extends Period {
  teamId: string;
  teamName: string;
  /** `patient`: known by the opaque id alone. */
  of: { kind: 'user' | 'patient'; id: string; name?: string };
  why?: string | undefined;
  state: 'over' | 'now' | 'coming';
}

/** The times of one user in all teams; what is over comes last, the latest first. Undefined for nobody known. */
export async function membersOfUser(
  userId: string,
  organisation: Organisation,
  now: Date,
): Promise<Member[] | undefined> {
  if (!(await organisation.findUser(userId))) return undefined;
  return (await ofUsers(organisation, now)).filter(({ of }) => of.id === userId).sort(inOrder);
}

/** The times of all users and patients in one team, in that order, each as above. */
export async function membersOfTeam(
  teamId: string,
  organisation: Organisation,
  now: Date,
): Promise<Member[] | undefined> {
  const team = (await organisation.teams()).find(({ id }) => id === teamId);
  if (!team) return undefined;
  const users = (await ofUsers(organisation, now)).filter((member) => member.teamId === teamId);
  const patients = [...(await organisation.membershipsIn(teamId)).values()].flatMap((membership) =>
    periodsOf(membership).map((period): Member => ({
      ...{ ...period, teamId, teamName: team.name },
      of: { kind: 'patient', id: membership.patientId },
      state: stateOf(period, now),
    })),
  );
  return [...users.sort(inOrder), ...patients.sort(inOrder)];
}

async function ofUsers(organisation: Organisation, now: Date): Promise<Member[]> {
  return (await organisation.users()).flatMap(({ id, name, teams }) =>
    teams.map(({ id: teamId, name: teamName, from, until, why }) => ({
      ...{ teamId, teamName, from, until, why },
      of: { kind: 'user' as const, id, name },
      state: stateOf({ from, until }, now),
    })),
  );
}

const ORDER = ['now', 'coming', 'over'];

function inOrder(a: Member, b: Member): number {
  const byState = ORDER.indexOf(a.state) - ORDER.indexOf(b.state);
  if (byState !== 0 || a.state !== 'over') return byState;
  return (b.until ?? '').localeCompare(a.until ?? '');
}
