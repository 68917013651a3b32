/** Whoever is turned away is on record: by which route, who it was as far as that is known, and whose record it was about. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DEVICE_HEADER } from '../../src/lib/record/registration';
import { NOBODY } from '../../src/lib/server/audit/audit-store';
import type { Server } from '../../src/lib/server/server';
import { ask } from '../attack/app';
import { openApp, requestTo, type App } from '../support/app';

vi.mock('@sveltejs/kit/hooks', () => import('../attack/sequence'));

const [OWN, THEIRS] = ['p00000000000000000000001', 'p00000000000000000000002'];
const ADDRESS = '127.0.0.1';

let app: App;
let server: Server;
let credential: string;

beforeEach(async () => {
  app = await openApp();
  ({ server } = app);
  const { organisation, devices } = server;
  const user = { id: 'ada', username: 'ada', name: 'Ada', role: 'community-nurse' };
  await organisation.putTeam({ id: 't1', name: 'North', kind: 'team' });
  await organisation.putUser({ ...user, teams: [{ id: 't1', name: 'North' }] });
  await organisation.addPatients('t1', [OWN]);
  const vaultKey = app.keys.vault;
  const enrolled = await devices.register('ada', { deviceId: 'd1', vaultKey, appVersion: '1' }, new Date());
  credential = devices.credentialOf(enrolled.journalBase);
});
afterEach(() => app.close());

const request = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
  requestTo(method, path, { ...(body ? { body } : {}), ...(headers ? { headers } : {}) });
const rowsOf = async (id: string) =>
  (await server.audit.records.ofUser(id)).filter(({ kind }) => kind === 'refused');

it('who is not signed in, by the address', async () => {
  expect((await ask(request('GET', '/api/caseload'), undefined)).status).toBe(401);
  expect(await rowsOf(NOBODY)).toMatchObject([{ reason: '401 GET /api/caseload', address: ADDRESS }]);
});

it('a path that is none is not repeated: somebody may have typed a name into it', async () => {
  expect((await ask(request('GET', '/api/whittaker'), undefined)).status).toBe(401);
  expect(await rowsOf(NOBODY)).toMatchObject([{ reason: '401 GET ?' }]);
});

it('what comes from another site, before anybody is looked for', async () => {
  const foreign = request('POST', '/api/claims', {}, { origin: 'https://evil.example' });
  expect((await ask(foreign, 'ada')).status).toBe(403);
  expect(await rowsOf(NOBODY)).toMatchObject([{ reason: 'from another site: POST /api/claims' }]);
});

it('a device whose sign-in has ended, and a lost one, by the user whose vault it is', async () => {
  const asked = () => request('GET', '/api/caseload', undefined, { [DEVICE_HEADER]: credential });
  expect((await ask(asked(), undefined)).status).toBe(401);
  await server.devices.markLost('d1', new Date());
  expect((await ask(asked(), 'ada')).status).toBe(410);
  const rows = await rowsOf('ada');
  expect(rows.map(({ reason }) => reason)).toEqual(['401 GET /api/caseload', '410 GET /api/caseload']);
  expect(rows).toMatchObject([{ aboutUserId: 'ada' }, { aboutUserId: 'ada' }]);
  expect(rows.map(({ userId }) => userId)).toEqual([undefined, undefined]);
});

it('a page that somebody may not open, and a number that fits nobody, under who is signed in', async () => {
  expect((await ask(request('GET', '/privacy'), 'ada')).status).toBe(403);
  const claim = { nhsNumber: '943 476 5919', why: 'Just looking' };
  expect((await ask(request('POST', '/api/claims', claim), 'ada')).status).toBe(404);
  const rows = await rowsOf('ada');
  expect(rows.map(({ reason }) => reason)).toEqual(['403 GET /privacy', '404 POST /api/claims']);
  expect(JSON.stringify(rows)).not.toMatch(/943 ?476|looking/);
});

it('a record that somebody has no reason to read, by whose it is', async () => {
  const want = [{ patientId: OWN }, { patientId: THEIRS }];
  await (await ask(request('POST', '/api/packs', { want }), 'ada')).text();
  expect(await server.audit.records.ofPatient(THEIRS)).toMatchObject([
    { kind: 'refused', reason: 'the record', userId: 'ada' },
  ]);
  expect(await server.audit.records.ofPatient(OWN)).toEqual([]);
});

it('no record in the packs of a whole caseload: they are of those alone whom one has a reason to see', async () => {
  await server.record.commit(OWN, () => [{ resourceType: 'Patient', id: OWN }]);
  await server.record.commit(THEIRS, () => [{ resourceType: 'Patient', id: THEIRS }]);
  const answer = await (await ask(request('GET', '/api/packs'), 'ada')).text();
  const lines = answer
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toMatchObject([
    { patientId: OWN, count: 1 },
    { end: true, lines: 1 },
  ]);
  expect((await ask(request('GET', '/api/packs'), undefined)).status).toBe(401);
  expect((await server.audit.records.ofUser('ada')).map(({ kind }) => kind)).toEqual(['downloaded']);
});

it('a flood is on record with how many there were, once the server ends at the latest', async () => {
  for (let i = 0; i < 40; i += 1) await ask(request('GET', '/api/caseload'), undefined);
  expect(await rowsOf(NOBODY)).toHaveLength(1);
  await server.refusals.close();
  expect((await rowsOf(NOBODY)).map(({ count }) => count)).toEqual([undefined, 39]);
});
