/** A filled data folder with a fleet: clinicians in teams, each signed in on an enrolled device that has its caseload. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type { PublicKey } from '../../../src/lib/record/registration';
import { Organisation } from '../../../src/lib/server/access/organisation';
import { ensureDemo } from '../../../src/lib/server/demo/fill';
import { openSessions } from '../../../src/lib/server/identity/open-sessions';
import { Devices } from '../../../src/lib/server/journals/devices';
import { ensureServerKeys } from '../../../src/lib/server/keys';
import { confirmKeys } from '../../../src/lib/server/known-keys';
import { openEmbeddedStore } from '../../../src/lib/server/store/embedded';
import { RecordStore } from '../../../src/lib/server/store/record';
import { madeOnce } from './template';

export interface FleetSize {
  devices: number;
  teams: number;
  /** Of each team. */
  patients: number;
  /** Of each patient. */
  documents: number;
}

/** What one device keeps: as much of it as speaking to the server takes. */
export interface Enrolment {
  userId: string;
  deviceId: string;
  journalBase: string;
  credential: string;
  /** Cookies: which browser this is, and the session that was begun on it. */
  deviceSecret: string;
  refresh: string;
  vault: PublicKey & { d: string };
}

export interface Fleet {
  serverKey: PublicKey;
  enrolments: Enrolment[];
}

const FILE = 'fleet.json';
const AT_ONCE = 50;

/** The folder, and who is in it. */
export async function fleetOf(size: FleetSize): Promise<{ template: string; fleet: Fleet }> {
  const name = `fleet-${size.devices}-${size.teams}x${size.patients}x${size.documents}`;
  const what = `${size.teams} teams of ${size.patients} patients, and ${size.devices} devices`;
  const template = await madeOnce(name, what, (path, today) => fill(path, size, today));
  return { template, fleet: JSON.parse(readFileSync(join(template, FILE), 'utf8')) as Fleet };
}

async function fill(dataDir: string, size: FleetSize, today: string): Promise<void> {
  const keys = await ensureServerKeys(join(dataDir, 'keys.json'), dataDir);
  const store = await openEmbeddedStore(dataDir);
  await confirmKeys(store, keys);
  const record = await RecordStore.open(store);
  const organisation = await Organisation.open(store);
  const secret = keys.secret('patient-id');
  await ensureDemo({ organisation, record, secret, patients: 1, today, log: () => undefined });
  const devices = await Devices.open(store, keys.secret('journal'));
  const sessions = await openSessions(store, { sessionHours: 72, origin: '' }, keys);
  for (let n = 0; n < size.teams; n++) {
    await organisation.putTeam({ ...teamOf(n), kind: 'team' });
    const ids = Array.from(
      { length: size.patients },
      (_, i) => `p${String(n * size.patients + i).padStart(20, '0')}`,
    );
    await Promise.all(ids.map((id) => record.commit(id, () => recordOf(id, size.documents))));
    await organisation.addPatients(teamOf(n).id, ids);
  }
  const enrol = async (n: number): Promise<Enrolment> => {
    const userId = `fleet${n}`;
    const team = teamOf(n % size.teams);
    const user = { id: userId, username: userId, name: `Nurse ${n}`, role: 'community-nurse', teams: [team] };
    await organisation.putUser(user);
    const deviceId = `d${randomBytes(12).toString('hex')}`;
    const { vault, vaultKey } = await makeVault();
    const request = { deviceId, vaultKey, appVersion: 'bench', proofs: { vouched: [] } };
    const { journalBase } = await devices.register(userId, request, new Date());
    const deviceSecret = randomBytes(16).toString('base64url');
    const { refresh } = await sessions.begin(userId, deviceSecret);
    const credential = devices.credentialOf(journalBase);
    return { userId, deviceId, journalBase, credential, deviceSecret, refresh, vault };
  };
  const enrolments: Enrolment[] = [];
  for (let n = 0; n < size.devices; n += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, size.devices - n) }, (_, i) => enrol(n + i));
    enrolments.push(...(await Promise.all(some)));
  }
  const fleet: Fleet = { serverKey: keys.current, enrolments };
  writeFileSync(join(dataDir, FILE), JSON.stringify(fleet));
  organisation.close();
  record.close();
  await store.close();
}

const teamOf = (n: number) => ({ id: `fleet-team-${n}`, name: `Team ${n}` });

function recordOf(patientId: string, documents: number) {
  const observations = Array.from({ length: documents - 1 }, (_, i) => ({
    resourceType: 'Observation',
    id: `${patientId}-${i}`,
    status: 'final',
    code: { text: 'Pulse' },
    valueQuantity: { value: 60 + i, unit: '/min' },
  }));
  return [
    { resourceType: 'Patient', id: patientId, name: [{ family: `Fleet ${patientId}` }] },
    ...observations,
  ];
}

async function makeVault(): Promise<{ vault: Enrolment['vault']; vaultKey: PublicKey }> {
  const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const { kty, crv, x, y, d } = await exportJWK(pair.privateKey);
  const vaultKey = { kid: randomUUID(), kty, crv, x, y } as PublicKey;
  return { vault: { ...vaultKey, d } as Enrolment['vault'], vaultKey };
}
