/** Gathers what the organisation knows of why a user may see a patient: teams, visits, and reasons given one by one. */
import type { Why } from '../../record/caseload';
import { addDays } from '../caseload/calendar';
import { overlap, periodsOf, type GivenReason, type Membership, type Period } from './membership';
import type { Organisation, OrganisationUser, Team, TeamVisit } from './organisation';
import { holdsAt, type Reason } from './reason';

/** A visit is a reason from the day before, to read up, to the day after, to finish writing. */
const VISIT_DAYS = 1;

const GIVEN_NAMES: Readonly<Record<GivenReason['kind'], string>> = {
  cover: 'Cover',
  claim: 'Added by you',
  'break-glass': 'Emergency access',
};

/** Reasons that hold at an instant, by patient. */
export async function reasonsAt(
  organisation: Organisation,
  user: OrganisationUser,
  now: Date,
): Promise<Map<string, Reason[]>> {
  const found = new Map<string, Reason[]>();
  const add = (patientId: string, reasons: readonly Reason[]) => {
    const held = reasons.filter((reason) => holdsAt(reason, now.getTime()));
    if (held.length > 0) found.set(patientId, [...(found.get(patientId) ?? []), ...held]);
  };
  for (const { team, place } of await placesOf(organisation, user)) {
    if (!holdsAt(place, now.getTime())) continue;
    for (const [patientId, membership] of await organisation.membershipsIn(team.id)) {
      add(patientId, teamReasons(team, place, membership));
    }
  }
  for (const visit of await visitsAround(organisation, user, now)) {
    const membership = (await organisation.membershipsIn(visit.teamId)).get(visit.patientId);
    if (membership) add(visit.patientId, visitReasons(visit, membership));
  }
  for (const given of await organisation.reasonsOf(user.id)) add(given.patientId, [givenReason(given)]);
  return found;
}

/** Reasons to see one patient, past and present; of visits, those that are near one of the instants. */
export async function reasonsFor(
  organisation: Organisation,
  user: OrganisationUser,
  patientId: string,
  instants: readonly Date[],
): Promise<Reason[]> {
  const places = await placesOf(organisation, user);
  const memberships = await organisation.membershipsOf(
    patientId,
    places.map(({ team }) => team.id),
  );
  const byTeam = places.flatMap(({ team, place }) =>
    memberships
      .filter(({ teamId }) => teamId === team.id)
      .flatMap((membership) => teamReasons(team, place, membership)),
  );
  const visits = await Promise.all(instants.map((instant) => visitsAround(organisation, user, instant)));
  const byVisit: Reason[] = [];
  for (const visit of visits.flat().filter((visit) => visit.patientId === patientId)) {
    const [membership] = await organisation.membershipsOf(patientId, [visit.teamId]);
    if (membership) byVisit.push(...visitReasons(visit, membership));
  }
  const given = await organisation.reasonsOf(user.id);
  const own = given.filter((reason) => reason.patientId === patientId).map(givenReason);
  return [...byTeam, ...byVisit, ...own];
}

async function placesOf(organisation: Organisation, { teams }: OrganisationUser) {
  const known = new Map((await organisation.teams()).map((team) => [team.id, team]));
  return teams.flatMap((place) => {
    const team = known.get(place.id);
    return team ? [{ team, place }] : [];
  });
}

/** The user is in the team and the patient is with it, both at once. Somebody in a team for a time only covers for it. */
function teamReasons({ kind, name }: Team, place: Period, membership: Membership): Reason[] {
  return periodsOf(membership).flatMap((period) => {
    const both = overlap(place, period);
    if (!both) return [];
    return [{ kind: place.until === undefined ? kind : 'cover', name, ...both, why: period.why }];
  });
}

/** Planned by a team for as long as the patient is with it: who has left the team gets no visit from it. */
function visitReasons({ date, reason }: TeamVisit, membership: Membership): Reason[] {
  const near = {
    from: `${addDays(date, -VISIT_DAYS)}T00:00:00.000Z`,
    until: `${addDays(date, VISIT_DAYS + 1)}T00:00:00.000Z`,
  };
  return periodsOf(membership).flatMap((period) => {
    const both = overlap(near, period);
    return both ? [{ kind: 'visit' as const, name: reason, ...both }] : [];
  });
}

function givenReason({ kind, from, until, why }: GivenReason): Reason {
  return { kind, name: GIVEN_NAMES[kind], from, until, why };
}

async function visitsAround(
  organisation: Organisation,
  user: OrganisationUser,
  instant: Date,
): Promise<TeamVisit[]> {
  if (Number.isNaN(instant.getTime())) return [];
  const date = instant.toISOString().slice(0, 10);
  const teams = (await organisation.teams()).map(({ id }) => id);
  const visits = await organisation.visitsOf(teams, addDays(date, -VISIT_DAYS), addDays(date, VISIT_DAYS));
  return visits.filter(({ practitionerId }) => practitionerId === user.id);
}

/** What of a reason goes to the device: no free text. */
export function whyOf({ kind, name, until }: Reason): Why {
  return { kind, name, ...(until === undefined ? {} : { until }) };
}
