/** Whatever happens in between: what a device makes of the changes that it is told is what it would get whole. */
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { applyChange, type Caseload } from '../../src/lib/record/caseload';
import type { FhirResource } from '../../src/lib/record/fhir';
import { applyLine, PackLineSchema, type Pack } from '../../src/lib/record/pack';
import { CONFIDENTIALITY } from '../../src/lib/record/sensitivity';
import { Access } from '../../src/lib/server/access/access';
import { Organisation } from '../../src/lib/server/access/organisation';
import { Caseloads } from '../../src/lib/server/caseload/caseload';
import { PackCache } from '../../src/lib/server/caseload/pack-cache';
import { packLines } from '../../src/lib/server/caseload/packs';
import { RecordStore } from '../../src/lib/server/store/record';
import { memoryStore } from '../support/memory-store';
import * as v from 'valibot';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const HOUR_MS = 3_600_000;
const USERS = ['ada', 'ben', 'kim'] as const;
const ROLES = ['community-nurse', 'healthcare-assistant', 'care-home'] as const;
const TEAMS = ['t1', 't2'] as const;
const PATIENTS = [1, 2, 3].map((n) => `p0000000000000000000${n}`);

const user = fc.constantFrom(...USERS);
const team = fc.constantFrom(...TEAMS);
const patient = fc.constantFrom(...PATIENTS);
const hours = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 40 }));
const label = fc.constantFrom('', 'R', 'V');

const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), patient, id: fc.nat(4), label }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restrict' as const), patient, label }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('join' as const), team, patient }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), team, patient, hours }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('place' as const), user, team, hours }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('role' as const), user, role: fc.constantFrom(...ROLES) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('visit' as const), user, team, patient, hours }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reason' as const), user, patient, hours }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), hours }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('ask' as const), user }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

interface Device {
  held?: { caseload: Caseload; etag: string };
  packs: Map<string, Pack>;
}

class World {
  readonly store = memoryStore();
  readonly devices = new Map<string, Device>(
    USERS.map((userId) => [userId, { packs: new Map<string, Pack>() } satisfies Device]),
  );
  /** How often each way of answering was taken: a test in which one never is proves nothing of it. */
  readonly taken: Record<string, number> = {};
  readonly roles = new Map<string, string>(USERS.map((userId, i) => [userId, ROLES[i] ?? '']));
  readonly places = new Map<string, { id: string; name: string; until?: string }[]>();
  now = START;
  #server!: Awaited<ReturnType<World['open']>>;
  #count = 0;

  async begin(): Promise<void> {
    this.#server = await this.open();
    const { organisation } = this.#server;
    for (const id of TEAMS) await organisation.putTeam({ id, name: id, kind: 'team' });
    await organisation.addPatients('t1', PATIENTS.slice(0, 2));
    for (const userId of USERS) {
      this.places.set(userId, [{ id: 't1', name: 't1' }]);
      await this.#putUser(userId);
    }
    for (const patientId of PATIENTS) {
      await this.#write(patientId, { resourceType: 'Patient', id: 'a' });
      await this.#write(patientId, { resourceType: 'RelatedPerson', id: 'o0' });
    }
  }

  /** Another app server over the same store: it remembers nothing. */
  async open() {
    const [record, organisation] = [await RecordStore.open(this.store), await Organisation.open(this.store)];
    const access = new Access(organisation, () => new Date(this.now));
    const caseloads = new Caseloads({ access, organisation, record, serverKeyId: 'k', leaseHours: 72 });
    return { record, organisation, access, caseloads, cache: new PackCache() };
  }

  async go(happening: Happening): Promise<void> {
    const { organisation } = this.#server;
    const later = (hours: number) => new Date(this.now + hours * HOUR_MS).toISOString();
    this.#count += 1;
    switch (happening.do) {
      case 'write': {
        const { patient, id, label } = happening;
        const resourceType = id === 0 ? 'RelatedPerson' : 'Observation';
        return this.#write(patient, { resourceType, id: `o${id}`, n: this.#count, ...labelled(label) });
      }
      case 'restrict':
        return this.#write(happening.patient, {
          ...{ resourceType: 'Patient', id: 'a', address: [{ text: `Street ${this.#count}` }] },
          ...labelled(happening.label),
        });
      case 'join':
        return organisation.addPatients(happening.team, [happening.patient], { from: later(0) });
      case 'leave':
        return organisation.removePatients(happening.team, [happening.patient], later(happening.hours - 1));
      case 'place':
        this.places.get(happening.user)?.push({
          ...{ id: happening.team, name: happening.team, until: later(happening.hours) },
        });
        return this.#putUser(happening.user);
      case 'role':
        this.roles.set(happening.user, happening.role);
        return this.#putUser(happening.user);
      case 'visit': {
        const date = later(happening.hours).slice(0, 10);
        const words = { time: '09:00', minutes: 20, place: 'Home', reason: 'Dressing', due: [] };
        const { user: practitionerId, team: teamId, patient: patientId } = happening;
        const visit = { id: `v${this.#count}`, date, teamId, patientId, practitionerId, ...words };
        return organisation.putVisits([visit]);
      }
      case 'reason': {
        const { user: userId, patient: patientId, hours } = happening;
        const time = { from: later(0), until: later(hours) };
        const id = `r${this.#count}`;
        return organisation.putReason({ id, userId, patientId, kind: 'claim', why: 'x', ...time });
      }
      case 'wait':
        await this.#askAll();
        this.now += happening.hours * HOUR_MS;
        return this.#askAll();
      case 'restart':
        this.#server = await this.open();
        return;
      case 'ask':
        return this.#ask(happening.user);
    }
  }

  async #askAll(): Promise<void> {
    for (const userId of USERS) await this.#ask(userId);
  }

  async #ask(userId: (typeof USERS)[number]): Promise<void> {
    await this.#askCaseload(userId);
    await this.#askPacks(userId);
  }

  async #askCaseload(userId: (typeof USERS)[number]): Promise<void> {
    const device = this.#device(userId);
    const now = new Date(this.now);
    const answer = await this.#server.caseloads.answer(userId, device.held?.etag, now);
    this.taken[answer.kind] = (this.taken[answer.kind] ?? 0) + 1;
    if (answer.kind === 'whole') device.held = { caseload: answer.caseload, etag: answer.etag };
    if (answer.kind === 'change') {
      const caseload = device.held && (await applyChange(device.held.caseload, answer.change));
      if (!caseload) throw new Error('a change that does not come out as it should');
      device.held = { caseload, etag: answer.etag };
    }
    // As a server that remembers nothing has it.
    const fresh = await (await this.open()).caseloads.of(userId, now);
    expect({ ...device.held?.caseload, asOf: '' }).toEqual({ ...fresh.caseload, asOf: '' });
    expect(device.held?.etag).toBe(fresh.etag);
  }

  async #askPacks(userId: (typeof USERS)[number]): Promise<void> {
    const { packs, held } = this.#device(userId);
    for (const { patientId, version } of held?.caseload.rows ?? []) {
      const before = packs.get(patientId);
      if (before?.version === version) continue;
      const line = await this.#lineOf(userId, patientId, before?.version);
      const way = line.since === undefined ? 'whole pack' : 'change of a pack';
      this.taken[way] = (this.taken[way] ?? 0) + 1;
      const applied = await applyLine(before, line);
      if (applied.kind === 'mismatch') throw new Error(applied.reason);
      packs.set(patientId, applied.pack);
      const whole = await this.#lineOf(userId, patientId, undefined);
      expect(applied.pack.version).toBe(whole.version);
      expect(byReference(applied.pack.resources)).toEqual(byReference(whole.changed));
    }
  }

  async #lineOf(userId: string, patientId: string, since: string | undefined) {
    const { record, cache, access } = this.#server;
    const readable = await access.readable(userId);
    const viewOf = (id: string) => readable.get(id)?.view;
    const want = [{ patientId, ...(since === undefined ? {} : { since }) }];
    const next = await packLines(want, { record, cache, viewOf, now: () => new Date(this.now) }).next();
    return v.parse(PackLineSchema, JSON.parse(String(next.value)));
  }

  #device(userId: (typeof USERS)[number]): Device {
    const device = this.devices.get(userId);
    if (!device) throw new Error('every user has a device');
    return device;
  }

  async #write(patientId: string, resource: FhirResource): Promise<void> {
    await this.#server.record.commit(patientId, () => [resource]);
  }

  #putUser(id: string): Promise<void> {
    const teams = this.places.get(id) ?? [];
    const role = this.roles.get(id) ?? '';
    return this.#server.organisation.putUser({ id, username: id, name: id, role, teams });
  }
}

const labelled = (code: string) =>
  code === '' ? {} : { meta: { security: [{ system: CONFIDENTIALITY, code }] } };

const byReference = (resources: readonly FhirResource[]) =>
  Object.fromEntries(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));

it('a caseload and packs made of changes are the ones that come whole', async () => {
  const taken: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 40 }), async (happenings) => {
      const world = new World();
      await world.begin();
      for (const happening of happenings) await world.go(happening);
      for (const [way, times] of Object.entries(world.taken)) taken[way] = (taken[way] ?? 0) + times;
      await world.store.close();
    }),
    { numRuns: 60 },
  );
  for (const way of ['unchanged', 'change', 'whole', 'whole pack', 'change of a pack']) {
    expect(taken[way], way).toBeGreaterThan(10);
  }
}, 60_000);

it('a caseload that did not change is not looked at, however many patients it names', async () => {
  const world = new World();
  await world.begin();
  const { record, organisation, access, caseloads } = await world.open();
  const { etag } = await caseloads.of('ada', new Date(START));
  await caseloads.answer('ada', etag, new Date(START));
  await record.commit('p00000000000000000009', () => [{ resourceType: 'Patient', id: 'of another team' }]);
  const looks = [
    vi.spyOn(record, 'versions'),
    vi.spyOn(organisation, 'visitsOf'),
    vi.spyOn(organisation, 'membershipsIn'),
  ];
  const answer = await caseloads.answer('ada', etag, new Date(START + 60_000));
  expect(answer).toEqual({ kind: 'unchanged', etag });
  for (const look of looks) expect(look).not.toHaveBeenCalled();
  expect((await access.readable('ada')).size).toBe(2);
  await world.store.close();
});
