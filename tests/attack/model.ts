/**
 * Who may receive what, said a second time and in another way than the server says it: a state of plain data, and questions
 * to it. Nothing here is taken from the server's code.
 */
export const USERS = 12;
export const PATIENTS = 8;
export const TEAMS = ['alpha', 'beta', 'gamma'] as const;

export interface Span {
  /** ms since 1970. */
  from: number;
  until: number;
}

export interface ModelUser {
  id: string;
  role: string;
  /** By team: every time in it, those that are over first. */
  places: Map<string, Span[]>;
}

/** A note of a patient: a label decides who may see it. */
export interface ModelNote {
  token: string;
  label: 'plain' | 'sensitive' | 'sealed';
  /** The one that it corrects, or the goal that it changes. */
  about?: ModelNote;
}

export interface ModelPatient {
  id: string;
  nhsNumber: string;
  restricted: boolean;
  notes: ModelNote[];
  /** Of the care plan: it is changed where it stands. */
  goal: ModelNote;
  /** By team: the time now or last, and those before. */
  teams: Map<string, Span[]>;
}

export interface ModelReason extends Span {
  userId: string;
  patientId: string;
  id: string;
  /** Whether the user gave it to themselves. */
  own: boolean;
}

export interface ModelVisit extends Span {
  id: string;
  team: string;
  patientId: string;
  userId: string;
}

/** An entry whose author had no right to write it. */
export interface ModelHeld extends ModelWork {
  entryId: string;
  journal: string;
  patientId: string;
  about?: ModelNote;
}

/** Who wrote something, and when. */
export interface ModelWork {
  userId: string;
  /** ms since 1970. */
  written: number;
}

export type Sight = 'none' | 'reduced' | 'open' | 'whole';

const DRAWER = 30 * 24 * 3_600_000;
const BEDSIDE = ['community-nurse', 'gp', 'midwife', 'team-lead'];

export class Model {
  readonly users: ModelUser[] = [];
  readonly patients: ModelPatient[] = [];
  readonly reasons: ModelReason[] = [];
  readonly visits: ModelVisit[] = [];
  readonly held: ModelHeld[] = [];
  /** Whose devices were reported lost. */
  readonly lost = new Set<string>();

  /** How much of a patient's chart a user may receive now. */
  sight(user: ModelUser, patient: ModelPatient, now: number): Sight {
    if (!this.#spans(user, patient, true).some((span) => covers(span, now))) return 'none';
    if (BEDSIDE.includes(user.role)) return 'whole';
    if (user.role === 'healthcare-assistant') return 'open';
    return user.role === 'care-home' ? 'reduced' : 'none';
  }

  /** Sealed notes: for those to whom somebody else gave the patient. */
  seesSealed(user: ModelUser, patient: ModelPatient, now: number): boolean {
    return BEDSIDE.includes(user.role) && this.#spans(user, patient, false).some((span) => covers(span, now));
  }

  /** The parts of a chart, one by one. */
  mayRead(user: ModelUser, patient: ModelPatient, part: string, now: number): boolean {
    const sight = this.sight(user, patient, now);
    if (part === 'read-sealed') return this.seesSealed(user, patient, now);
    if (part === 'read-sensitive') return sight === 'whole';
    if (part === 'read-reduced') return sight === 'reduced';
    return sight === 'open' || sight === 'whole';
  }

  /** What the sealed notes of this patient that this user gets must say. */
  sealedMarks(user: ModelUser, patient: ModelPatient, now: number): Set<string> {
    if (!this.seesSealed(user, patient, now)) return new Set();
    const n = patient.id.slice(-1);
    const sealed = [...patient.notes, patient.goal].filter(({ label }) => label === 'sealed');
    const notes = sealed.map(({ token }) => token);
    const where = patient.restricted ? [] : [`zq${n}sealedplacezq`];
    return new Set([...notes, `zq${n}sealedwhyzq`, ...where]);
  }

  isWithATeam(patient: ModelPatient, now: number): boolean {
    return [...patient.teams.values()].flat().some((span) => covers(span, now));
  }

  /** Whether a device of this user carries an emergency summary of the patient. */
  isInEnvelope(user: ModelUser, patient: ModelPatient, now: number): boolean {
    return (
      BEDSIDE.includes(user.role) &&
      this.isWithATeam(patient, now) &&
      this.sight(user, patient, now) === 'none'
    );
  }

  /** Whether what the user wrote then goes into the record now. */
  mayWrite(user: ModelUser, patient: ModelPatient, written: number, now: number): boolean {
    if (!BEDSIDE.includes(user.role) && user.role !== 'healthcare-assistant') return false;
    return this.#spans(user, patient, true).some(
      (span) => covers(span, written) && now - span.until <= DRAWER,
    );
  }

  /** The correction of a note that is kept back from somebody is not theirs to write. */
  mayCorrect(
    user: ModelUser,
    patient: ModelPatient,
    about: ModelNote | undefined,
    written: number,
    now: number,
  ): boolean {
    if (about === undefined || about.label === 'plain') return this.mayWrite(user, patient, written, now);
    return this.mayWriteAsClinician(user, patient, written, now);
  }

  mayClaim(user: ModelUser): boolean {
    return BEDSIDE.includes(user.role);
  }

  maySettle(user: ModelUser, { userId, written }: ModelWork, now: number): boolean {
    if (user.role === 'privacy-officer') return true;
    return this.#timesLed(user, userId, now).some((span) => covers(span, now) || covers(span, written));
  }

  /** Whether the user leads a team that the colleague is in, or left so lately that something may still come in. */
  leads(user: ModelUser, otherId: string, now: number): boolean {
    return this.#timesLed(user, otherId, now).some(({ from, until }) => from <= now && now - until <= DRAWER);
  }

  /** The other's times in the teams that the user leads now. */
  #timesLed(user: ModelUser, otherId: string, now: number): Span[] {
    if (user.role !== 'team-lead' || otherId === user.id) return [];
    const other = this.users.find(({ id }) => id === otherId);
    const led = [...user.places].filter(([, spans]) => spans.some((span) => covers(span, now)));
    return led.flatMap(([team]) => other?.places.get(team) ?? []);
  }

  /** Whether an entry that takes more than writing (a sealed note, a decision) goes into the record now. */
  mayWriteAsClinician(user: ModelUser, patient: ModelPatient, written: number, now: number): boolean {
    return BEDSIDE.includes(user.role) && this.mayWrite(user, patient, written, now);
  }

  /** What needs no patient, by the role that has it. */
  mayManage(user: ModelUser, action: string): boolean {
    if (action === 'claim' || action === 'break-glass') return BEDSIDE.includes(user.role);
    if (action === 'review-access') return user.role === 'privacy-officer';
    return action.startsWith('manage-') && user.role === 'administrator';
  }

  /** What a pack of this patient must hold for this user: these marks, and no others. */
  marks(user: ModelUser, patient: ModelPatient, now: number): Set<string> {
    const sight = this.sight(user, patient, now);
    if (sight === 'none') return new Set();
    const n = patient.id.slice(-1);
    const where = patient.restricted ? [] : [`zq${n}homezq`];
    const plan = patient.goal.label === 'plain' ? [patient.goal.token] : [];
    if (sight === 'reduced') return new Set([`zq${n}namezq`, `zq${n}pulsezq`, ...where, ...plan]);
    const people = Number(n) % 2 === 0 ? [`zq${n}sisterzq`] : [];
    const others = patient.restricted ? [] : [...people, `zq${n}clinicplacezq`];
    const notes = [...patient.notes, patient.goal].filter(
      ({ label }) => label === 'plain' || (label === 'sensitive' && sight === 'whole'),
    );
    const shown = notes.map(({ token }) => token);
    return new Set([`zq${n}namezq`, `zq${n}pulsezq`, `zq${n}clinicwhyzq`, ...where, ...others, ...shown]);
  }

  /** Every time in which the user had a reason; `own`: their own word counts too. */
  #spans(user: ModelUser, patient: ModelPatient, own: boolean): Span[] {
    const byTeam = [...user.places].flatMap(([team, places]) =>
      places.flatMap((place) => (patient.teams.get(team) ?? []).map((span) => both(place, span))),
    );
    const byVisit = this.visits
      .filter((visit) => visit.userId === user.id && visit.patientId === patient.id)
      .flatMap((visit) => (patient.teams.get(visit.team) ?? []).map((span) => both(visit, span)));
    const given = this.reasons.filter(
      (reason) => reason.userId === user.id && reason.patientId === patient.id && (own || !reason.own),
    );
    return [...byTeam, ...byVisit, ...given];
  }
}

function both(a: Span, b: Span): Span {
  return { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
}

function covers({ from, until }: Span, instant: number): boolean {
  return from <= instant && instant < until;
}
