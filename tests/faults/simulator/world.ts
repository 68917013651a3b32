/** The whole of it: tablets, network, server and its disk, as one run begins. */
import { userHashOf } from '../../../src/lib/device/opaque';
import type { FhirResource } from '../../../src/lib/record/fhir';
import { Random } from '../../../src/lib/server/demo/random';
import { testVault } from '../../support/device/open-vault';
import { makeKeyPair, type KeyPair } from '../../support/office';
import { AppServer } from './app-server';
import { Databases, type Backup } from './databases';
import { newMortality } from './mortal-store';
import type { Saved, Tried } from './saved';
import type { Schedule } from './schedule';
import { Tablet } from './tablet';

export const TEAM = { id: 't1', name: 'North', kind: 'team' } as const;
export const patientIdOf = (n: number): string => `p${String(n).padStart(20, '0')}`;
export const PLAN_ID = 'plan';
export const ACTIVITIES = ['a0', 'a1'] as const;

export class World {
  readonly databases = new Databases();
  readonly tablets: Tablet[] = [];
  /** What was written, whether or not a device lived to say that it was saved. */
  readonly tried: Tried[] = [];
  /** What the devices said was saved. */
  readonly saved: Saved[] = [];
  readonly trace: string[] = [];
  backup: Backup | undefined;
  /** The first half of the next one. */
  journalsBackup: Backup | undefined;
  server: AppServer | undefined;
  /** Letters that somebody has begun to import, by patient: until it is done, it is tried again. */
  readonly #letters = new Map<string, string>();
  /** The server goes back to its backup when the next entries arrive. */
  restoresMidway = false;
  readonly #key: KeyPair;
  readonly #chance: Random;
  readonly #now: () => number;

  private constructor(key: KeyPair, chance: Random, now: () => number) {
    this.#key = key;
    this.#chance = chance;
    this.#now = now;
  }

  /** A server with its patients, and tablets that are registered and not started. */
  static async build({ seed, tablets, patients }: Schedule, now: () => number): Promise<World> {
    const world = new World(await makeKeyPair(), new Random(`world ${seed}`), now);
    const server = await world.startServer();
    const ids = Array.from({ length: patients }, (_, n) => patientIdOf(n));
    await server.organisation.putTeam(TEAM);
    await server.organisation.addPatients(TEAM.id, ids);
    for (const id of ids) await server.record.commit(id, () => recordOf(id));
    for (let n = 0; n < tablets; n += 1) world.tablets.push(await world.#register(server, `n${n}`));
    return world;
  }

  async startServer(): Promise<AppServer> {
    if (this.server && !this.server.mortality.dead) return this.server;
    this.server = await AppServer.open(this.databases, this.#key, newMortality());
    return this.server;
  }

  /** The server goes back to its backup, if there is one, and starts. */
  async restore(): Promise<void> {
    this.restoresMidway = false;
    if (!this.backup) return;
    this.server?.mortality.die();
    await this.databases.restore(this.backup);
    await this.startServer();
  }

  /** Somebody imports a letter. */
  async bring(server: AppServer, patientId: string, letter: string): Promise<void> {
    this.#letters.set(letter, patientId);
    await server.record.commit(patientId, () => [letterOf(patientId, letter)]);
    this.#letters.delete(letter);
  }

  async bringWhatIsLeft(server: AppServer): Promise<void> {
    for (const [letter, patientId] of this.#letters) await this.bring(server, patientId, letter);
  }

  note(line: string): void {
    this.trace.push(`${this.#now()} ${line}`);
  }

  async close(): Promise<void> {
    for (const tablet of this.tablets) await tablet.kill();
    this.server?.mortality.die();
    await this.databases.close();
  }

  async #register(server: AppServer, name: string): Promise<Tablet> {
    const user = { id: `u-${name}`, name: `Nurse ${name}`, role: 'community-nurse', teams: [TEAM] };
    await server.organisation.putUser({ ...user, username: name });
    const vault = await testVault(this.#key.public, user.id);
    const deviceId = `d${name}`.padEnd(24, '0');
    const request = { deviceId, vaultKey: vault.publicKey, appVersion: '1', proofs: { vouched: [] } };
    const { journalBase } = await server.devices.register(user.id, request, new Date());
    const userHash = await userHashOf(`${name} ${journalBase}`);
    return new Tablet(
      name,
      { ...vault, user, deviceId, journalBase, userHash },
      {
        chance: this.#chance,
        trace: (line) => {
          this.note(`${name} ${line}`);
        },
        serve: (path, request) => this.#serve(user.id, path, request),
      },
    );
  }

  async #serve(userId: string, path: string, request: Request): Promise<Response> {
    if (this.restoresMidway && path.endsWith('_bulk_docs')) await this.restore();
    const { server } = this;
    if (!server || server.mortality.dead) throw new TypeError('fetch failed');
    const died = server.mortality.died.then(() => {
      throw new TypeError('fetch failed');
    });
    return Promise.race([server.answer(userId, path, request), died]);
  }
}

function recordOf(patientId: string): FhirResource[] {
  const subject = { reference: `Patient/${patientId}` };
  return [
    {
      resourceType: 'Patient',
      id: patientId,
      name: [{ use: 'official', family: 'Testperson', given: ['Ada'] }],
      birthDate: '1941-03-12',
    },
    {
      resourceType: 'CarePlan',
      id: PLAN_ID,
      status: 'active',
      intent: 'plan',
      title: 'Leg ulcer',
      subject,
      activity: ACTIVITIES.map((id) => ({
        id,
        detail: { status: 'scheduled', description: `as it was ${id}` },
      })),
    },
    letterOf(patientId, 'doc'),
  ];
}

/** What somebody else wrote. */
export function letterOf(patientId: string, id: string): FhirResource {
  const subject = { reference: `Patient/${patientId}` };
  return { resourceType: 'DocumentReference', id, status: 'current', subject, date: '2026-11-01' };
}
