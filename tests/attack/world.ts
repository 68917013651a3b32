/** One organisation, told twice: to the app's own server over a store in memory, and to the model. */
import { randomUUID } from 'node:crypto';
import type { Caseload } from '../../src/lib/record/caseload';
import type { FhirResource } from '../../src/lib/record/fhir';
import { journalName } from '../../src/lib/record/ids';
import type { Pack } from '../../src/lib/record/pack';
import { CONFIDENTIALITY, sealedLabels } from '../../src/lib/record/sensitivity';
import type { Config } from '../../src/lib/server/config';
import { placesAfter, teamsAt } from '../../src/lib/server/access/membership';
import { placed, placesWithout } from '../../src/lib/server/access/places';
import { openServerOver, type Server } from '../../src/lib/server/server';
import type { OrganisationUser } from '../../src/lib/server/access/organisation';
import type { Store } from '../../src/lib/server/store/store';
import { testNhsNumber } from '../../src/lib/server/demo/test-numbers';
import type { AttackKeys } from './keys';
import { plainStore } from './plain-database';
import {
  Model,
  PATIENTS,
  TEAMS,
  USERS,
  type ModelNote,
  type ModelPatient,
  type ModelUser,
  type Span,
} from './model';
import { hoursFromNow, type Move } from './steps';

const FIRST_ROLES = [
  'community-nurse',
  'community-nurse',
  'healthcare-assistant',
  'gp',
  'midwife',
  'care-home',
  'team-lead',
  'privacy-officer',
  'administrator',
  'team-lead',
  'healthcare-assistant',
  'community-nurse',
];
const KINDS = { alpha: 'team', beta: 'round', gamma: 'cover' } as const;
const HALF_HOUR_MS = 1_800_000;
const LABELS = ['plain', 'sensitive', 'sealed'] as const;
const ALWAYS = { from: -Infinity, until: Infinity };

export class World {
  readonly model = new Model();
  /** What each user's device holds, by patient. */
  readonly packs = new Map<string, Map<string, Pack>>();
  readonly caseloads = new Map<string, { caseload: Caseload; etag: string }>();
  readonly journals = new Map<string, string>();
  /** What each user's device shows of itself, and its name. */
  readonly devices = new Map<string, { credential: string; deviceId: string }>();

  private constructor(
    readonly server: Server,
    readonly keys: AttackKeys,
    private readonly store: Store,
  ) {}

  static async open(keys: AttackKeys, config: Config): Promise<World> {
    const store = plainStore();
    const world = new World(await openServerOver(store, config, keys.server), keys, store);
    await world.#settleIn();
    return world;
  }

  user(i: number): ModelUser {
    const user = this.model.users[i % USERS];
    if (!user) throw new Error('a user is there from the start');
    return user;
  }

  patient(i: number): ModelPatient {
    const patient = this.model.patients[i % PATIENTS];
    if (!patient) throw new Error('a patient is there from the start');
    return patient;
  }

  async apply(move: Move): Promise<void> {
    const { organisation, record } = this.server;
    switch (move.do) {
      case 'join': {
        const { id, teams } = this.patient(move.patient);
        const before = teams.get(move.team) ?? [];
        const last = before.at(-1);
        if (last?.until === Infinity) return;
        const from = move.from === null ? -Infinity : hoursFromNow(move.from);
        await organisation.addPatients(move.team, [id], move.from === null ? {} : { from: instant(from) });
        // Without a start it counts as always so, whatever was before.
        teams.set(move.team, [...(move.from === null ? [] : before), { from, until: Infinity }]);
        return;
      }
      case 'leave': {
        const { id, teams } = this.patient(move.patient);
        const spans = teams.get(move.team) ?? [];
        const last = spans.at(-1);
        if (!last || last.until !== Infinity) return;
        const until = hoursFromNow(move.at);
        await organisation.removePatients(move.team, [id], instant(until));
        teams.set(move.team, [...spans.slice(0, -1), { ...last, until }]);
        return;
      }
      case 'role': {
        const user = this.user(move.user);
        user.role = move.role;
        await organisation.putUser({ ...(await this.#told(user)), role: user.role });
        return;
      }
      case 'place': {
        const user = this.user(move.user);
        const from = move.from === null ? -Infinity : hoursFromNow(move.from);
        const until = move.until === null ? Infinity : hoursFromNow(move.until);
        const over = (user.places.get(move.team) ?? []).filter((span) => span.until <= Date.now());
        user.places.set(move.team, [...over, { from, until }]);
        await this.#putUser(user);
        return;
      }
      case 'change': {
        const user = this.user(move.user);
        const at = hoursFromNow(move.at);
        const held = await this.#told(user);
        const others = teamsAt(held.teams, new Date(at)).filter(({ id }) => id !== move.team);
        const teams = [...others, ...(move.stays ? [{ id: move.team, name: move.team }] : [])];
        const places = placesAfter(held.teams, teams, { at: new Date(at), why: 'As asked' });
        await organisation.putUser({ ...held, teams: places });
        changePlaces(user, move.team, { stays: move.stays, at });
        return;
      }
      case 'member':
        await this.#changeMember(move);
        return;
      case 'lose': {
        const { id } = this.user(move.user);
        this.model.lost.add(id);
        await this.server.devices.markLost(this.devices.get(id)?.deviceId ?? '', new Date());
        return;
      }
      case 'visit':
        await this.#plan(move.days, move.team, this.user(move.user).id, move.patient);
        return;
      case 'reason': {
        const [userId, patientId] = [this.user(move.user).id, this.patient(move.patient).id];
        const span = {
          from: hoursFromNow(move.from),
          until: hoursFromNow(move.from + move.hours) + HALF_HOUR_MS,
        };
        const { from, until } = { from: instant(span.from), until: instant(span.until) };
        const id = randomUUID();
        await organisation.putReason({
          id,
          userId,
          patientId,
          kind: move.kind,
          from,
          until,
          why: 'As asked',
        });
        this.model.reasons.push({ id, userId, patientId, ...span, own: move.kind !== 'cover' });
        return;
      }
      case 'revoke': {
        const reason = this.model.reasons[move.which % Math.max(1, this.model.reasons.length)];
        if (!reason) return;
        reason.until = Math.min(reason.until, Date.now() - 1);
        const held = (await organisation.reasonsOf(reason.userId)).find(({ id }) => id === reason.id);
        if (held) await organisation.putReason({ ...held, until: instant(reason.until) });
        return;
      }
      case 'restrict': {
        const patient = this.patient(move.patient);
        patient.restricted = move.code !== undefined;
        await record.commit(patient.id, () => [this.#personOf(patient, move.code)]);
        return;
      }
      case 'label': {
        const patient = this.patient(move.patient);
        const note = patient.notes[move.note];
        if (!note) return;
        // And its corrections, which name it.
        const labelled = patient.notes.filter((one) => one === note || one.about === note);
        for (const one of labelled) one.label = move.label;
        await record.commit(patient.id, () => labelled.map(noteOf));
      }
    }
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.store.close();
  }

  async #settleIn(): Promise<void> {
    const { organisation, record, devices } = this.server;
    for (const id of TEAMS) await organisation.putTeam({ id, name: id, kind: KINDS[id] });
    for (let i = 0; i < USERS; i++) {
      const team = TEAMS[i % TEAMS.length] ?? 'alpha';
      const user: ModelUser = {
        id: `user${i}`,
        role: FIRST_ROLES[i] ?? '',
        places: new Map([[team, [{ ...ALWAYS }]]]),
      };
      this.model.users.push(user);
      this.packs.set(user.id, new Map());
      await this.#putUser(user);
      const request = { deviceId: `d${'0'.repeat(22)}${String(i).padStart(2, '0')}`, appVersion: '1' };
      const device = await devices.register(user.id, { ...request, vaultKey: this.keys.vault }, new Date());
      this.journals.set(user.id, journalName(device.journalBase, new Date()));
      const credential = devices.credentialOf(device.journalBase);
      this.devices.set(user.id, { credential, deviceId: request.deviceId });
    }
    for (let i = 0; i < PATIENTS; i++) {
      const team = TEAMS[i % TEAMS.length] ?? 'alpha';
      const patient: ModelPatient = {
        id: `pattacked0000000${i}`,
        nhsNumber: testNhsNumber(i),
        restricted: i === 3,
        notes: [
          { token: `zq${i}notezq`, label: 'plain' },
          { token: `zq${i}sensitivezq`, label: 'sensitive' },
          { token: `zq${i}sealedzq`, label: 'sealed' },
        ],
        goal: { token: `zq${i}goalzq`, label: LABELS[i % LABELS.length] ?? 'plain' },
        teams: new Map([[team, [{ ...ALWAYS }]]]),
      };
      this.model.patients.push(patient);
      await record.commit(patient.id, () => this.#chartOf(patient));
      await organisation.addPatients(team, [patient.id]);
      await this.#plan(0, team, `user${i}`, i);
    }
  }

  async #changeMember({
    user: nth,
    team,
    from,
    until,
    joins,
  }: Extract<Move, { do: 'member' }>): Promise<void> {
    const [user, now] = [this.user(nth), Date.now()];
    const held = await this.#told(user);
    const span = {
      from: from === null ? now : hoursFromNow(from),
      until: until === null ? Infinity : hoursFromNow(until),
    };
    const teams = joins
      ? placed(held.teams, { ...{ id: team, name: team, why: 'As asked' }, ...periodOf(span) })
      : placesWithout(held.teams, team, new Date(now));
    if (teams) await this.server.organisation.putUser({ ...held, teams });
    const spans = user.places.get(team) ?? [];
    const ended = spans
      .filter((one) => one.from <= now)
      .map((one) => ({ ...one, until: Math.min(one.until, now) }));
    user.places.set(team, joins ? [...spans, span] : ended);
  }

  /** A visit `days` from today. */
  async #plan(days: number, team: string, userId: string, nth: number): Promise<void> {
    const date = instant(hoursFromNow(24 * days)).slice(0, 10);
    const patient = this.patient(nth);
    const id = `${team}-${date}-${userId}-${nth}`;
    const place = `zq${nth}visitplacezq`;
    const plan = { time: '09:00', minutes: 20, place, reason: 'Visit', due: [], practitionerId: userId };
    await this.server.organisation.putVisits([{ id, teamId: team, patientId: patient.id, date, ...plan }]);
    const day = 24 * 3_600_000;
    const from = Date.parse(`${date}T00:00:00.000Z`) - day;
    this.model.visits.push({ id, team, patientId: patient.id, userId, from, until: from + 3 * day });
  }

  #putUser({ id, role, places }: ModelUser): Promise<void> {
    const teams = [...places].flatMap(([team, spans]) =>
      spans.map(({ from, until }) => ({
        id: team,
        name: team,
        ...periodOf({ from, until }),
      })),
    );
    return this.server.organisation.putUser({ id, username: id, name: id, role, teams });
  }

  /** As the server has been told of them. */
  async #told({ id }: ModelUser): Promise<OrganisationUser> {
    const user = await this.server.organisation.findUser(id);
    if (!user) throw new Error('a user is there from the start');
    return user;
  }

  #chartOf(patient: ModelPatient): FhirResource[] {
    const n = patient.id.slice(-1);
    const related = { resourceType: 'RelatedPerson', id: 'sister', name: [{ text: `zq${n}sisterzq` }] };
    const pulse = { resourceType: 'Observation', id: 'pulse', note: [{ text: `zq${n}pulsezq` }] };
    const clinic = {
      resourceType: 'Encounter',
      id: 'clinic',
      type: [{ text: `zq${n}clinicwhyzq` }],
      location: [{ location: { display: `zq${n}clinicplacezq` } }],
    };
    const sealed = {
      resourceType: 'Encounter',
      id: 'refuge',
      meta: { security: sealedLabels('domestic-abuse') },
      type: [{ text: `zq${n}sealedwhyzq` }],
      location: [{ location: { display: `zq${n}sealedplacezq` } }],
    };
    const person = this.#personOf(patient, patient.restricted ? 'R' : undefined);
    // Some have nobody: a device must not need the count of what it holds to notice a cut.
    const people = Number(n) % 2 === 0 ? [related] : [];
    const goal = {
      ...{ resourceType: 'Goal', id: 'goal', description: { text: patient.goal.token } },
      ...labelled(patient.goal),
    };
    return [person, ...people, pulse, clinic, sealed, goal, ...patient.notes.map(noteOf)];
  }

  #personOf({ id, nhsNumber }: ModelPatient, code: string | undefined): FhirResource {
    const n = id.slice(-1);
    return {
      resourceType: 'Patient',
      id,
      ...(code === undefined ? {} : { meta: { security: [{ system: CONFIDENTIALITY, code }] } }),
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber }],
      name: [{ family: `zq${n}namezq` }],
      address: [{ line: [`zq${n}homezq`] }],
      contact: [{ address: { text: `zq${n}homezq` } }],
      text: { status: 'generated', div: code === undefined ? '' : `<div>zq${n}homezq</div>` },
    };
  }
}

/** The user is in this team or not from `at` on, and in the others as they were at that time. */
function changePlaces(user: ModelUser, changed: string, { stays, at }: { stays: boolean; at: number }): void {
  for (const team of TEAMS) {
    const spans = user.places.get(team) ?? [];
    const isThere = spans.some(({ from, until }) => from <= at && at < until);
    if (team === changed && stays && !isThere) spans.push({ from: at, until: Infinity });
    const goes = team === changed ? !stays : !isThere;
    const ended = spans
      .filter(({ from }) => from <= at)
      .map((span) => ({ ...span, until: Math.min(span.until, at) }));
    user.places.set(team, goes ? ended : spans);
  }
}

function noteOf(note: ModelNote): FhirResource {
  return { resourceType: 'DocumentReference', id: note.token, ...labelled(note) };
}

function labelled({ label }: ModelNote): { meta?: { security: object[] } } {
  const security = {
    plain: undefined,
    sensitive: [{ system: CONFIDENTIALITY, code: 'R' }],
    sealed: sealedLabels('safeguarding'),
  }[label];
  return security ? { meta: { security } } : {};
}

function periodOf({ from, until }: Span): { from?: string; until?: string } {
  return {
    ...(from === -Infinity ? {} : { from: instant(from) }),
    ...(until === Infinity ? {} : { until: instant(until) }),
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
