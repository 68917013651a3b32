/** Who once had a reason to see whom: what was written then is to arrive, and for a while only. Chance alone rarely asks for it. */
import type { Model, ModelPatient, ModelUser, Span } from './model';

export interface TimeOver {
  user: ModelUser;
  patient: ModelPatient;
  /** ms since 1970: shortly before it was over. */
  written: number;
}

const MINUTE_MS = 60_000;

/** By which way: reasons given one by one, patients who came back to a team, users who were in one. */
export function timesOver({ users, patients, reasons }: Model, now: number): TimeOver[][] {
  const given = reasons.flatMap(({ userId, patientId, until }) => {
    const user = users.find(({ id }) => id === userId);
    const patient = patients.find(({ id }) => id === patientId);
    return user && patient ? [{ user, patient, until }] : [];
  });
  const inTeams = patients.flatMap((patient) =>
    [...patient.teams].flatMap(([team, spans]) =>
      // Before the patient came back: of the last time, chance asks often enough.
      spans
        .slice(0, -1)
        .flatMap(({ until }) =>
          users
            .filter(({ places }) => covered(places.get(team), until - MINUTE_MS))
            .map((user) => ({ user, patient, until })),
        ),
    ),
  );
  const places = users.flatMap((user) =>
    [...user.places].flatMap(([team, spans]) =>
      spans.flatMap(({ until }) =>
        patients
          .filter(({ teams }) => covered(teams.get(team), until - MINUTE_MS))
          .map((patient) => ({ user, patient, until })),
      ),
    ),
  );
  return [given, inTeams, places]
    .map((ways) =>
      ways
        .filter(({ until }) => until <= now)
        .map(({ user, patient, until }) => ({ user, patient, written: until - MINUTE_MS })),
    )
    .filter((ways) => ways.length > 0);
}

/** Both were there then: else the time is none. */
function covered(spans: readonly Span[] | undefined, instant: number): boolean {
  return spans?.some(({ from, until }) => from <= instant && instant < until) === true;
}
