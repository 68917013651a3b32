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
import type { Schedule } from './steps';
import { Tablet } from './tablet';

/** Which of them a tablet and a patient belong to at first: by turns, as many as the schedule has. */
const TEAMS = [
  { id: 't1', name: 'North', kind: 'team' },
  { id: 't2', name: 'South', kind: 'team' },
] as const;
export const patientIdOf = (n: number): string => `p${String(n).padStart(20, '0')}`;
export const PLAN_ID = 'plan';
export const ACTIVITIES = ['a0', 'a1'] as const;

export class World {
  readonly databases = new Databases();
  /** The enrolled ones. */
  readonly tablets: Tablet[] = [];
  /** What was written, whether or not a device lived to say that it was saved. */
  readonly tried: Tried[] = [];
  /** What the devices said was saved. */
  readonly saved: Saved[] = [];
  readonly trace: string[] = [];
  /** What tablets said that was not so when they said it. */
  readonly lies = new Set<string>();
  backup: Backup | undefined;
  /** The first half of the next one. */
  journalsBackup: Backup | undefined;
  server: AppServer | undefined;
  /** Letters that somebody has begun to import, by patient: until it is done, it is tried again. */
  readonly #letters = new Map<string, string>();
  /** The server goes back to its backup when the next entries arrive. */
  restoresMidway = false;
  /** How often it went back to one. */
  restores = 0;
  readonly #teams: number;
  readonly patientIds: string[] = [];
  /** When patients came to a team, and left it. */
  readonly #stays: { teamId: string; patientId: string; at: number; isThere: boolean }[] = [];
  readonly #key: KeyPair;
  readonly #chance: Random;
  readonly #now: () => number;

  private constructor(teams: number, key: KeyPair, chance: Random, now: () => number) {
    this.#teams = teams;
    this.#key = key;
    this.#chance = chance;
    this.#now = now;
  }

  /** A server with its patients and users, and tablets that are enrolled and not started; but for those that a step enrols. */
  static async build(schedule: Schedule, now: () => number): Promise<World> {
    const { seed, tablets, patients, teams, steps } = schedule;
    const world = new World(teams, await makeKeyPair(), new Random(`world ${seed}`), now);
    const server = await world.startServer();
    for (const team of TEAMS.slice(0, teams)) await server.organisation.putTeam(team);
    for (let n = 0; n < patients; n += 1) await world.#admit(server, n);
    const late = steps.flatMap((step) => (step.do === 'enrol' ? [step.late] : []));
    for (let n = 0; n < tablets; n += 1) {
      await server.organisation.putUser(world.#userOf(n));
      if (!late.includes(n)) await world.enrol(server, n);
    }
    return world;
  }

  /** Makes the next tablet known to the server; it is not started. Undefined when it is known already. */
  async enrol(server: AppServer, n: number): Promise<Tablet | undefined> {
    if (this.tablets.length !== n) return undefined;
    const tablet = await this.#register(server, n);
    this.tablets.push(tablet);
    return tablet;
  }

  /** The team that a tablet or a patient belongs to at first. */
  teamOf(n: number): (typeof TEAMS)[number] {
    return TEAMS[n % this.#teams === 0 ? 0 : 1];
  }

  async leave(server: AppServer, teamId: string, patientId: string): Promise<void> {
    this.#noteStay(teamId, patientId, false);
    await server.organisation.removePatients(teamId, [patientId], new Date().toISOString());
  }

  async move(server: AppServer, patientId: string, to: number): Promise<void> {
    await this.leave(server, this.teamOf(to + 1).id, patientId);
    await this.join(server, this.teamOf(to).id, patientId, { from: new Date().toISOString() });
  }

  /** Without `from`, as if they had always been there. */
  async join(
    server: AppServer,
    teamId: string,
    patientId: string,
    time: { from?: string } = {},
  ): Promise<void> {
    await server.organisation.addPatients(teamId, [patientId], time);
    this.#noteStay(teamId, patientId, true);
  }

  /**
   * Whether a patient was with a tablet's team at an instant, for sure: of what the office does in one and the same moment
   * nobody can tell what was done last.
   */
  wasWith(tablet: number, patientId: string, at: number): boolean {
    const { id } = this.teamOf(tablet);
    const stays = this.#stays.filter((stay) => stay.teamId === id && stay.patientId === patientId);
    const last = stays.findLast((stay) => stay.at <= at);
    const isDoubtful = stays.some((stay) => stay.at === last?.at && !stay.isThere);
    return last?.isThere === true && !isDoubtful;
  }

  get now(): number {
    return this.#now();
  }

  async startServer(): Promise<AppServer> {
    if (this.server && !this.server.mortality.dead) return this.server;
    this.server = await AppServer.open(this.databases, this.#key, newMortality());
    return this.server;
  }

  /** The server goes back to its backup, if there is one, and starts. */
  async restore(): Promise<void> {
    this.restoresMidway = false;
    // One that is half done is void: `npm run backup` ends with an error when its server does.
    this.journalsBackup = undefined;
    if (!this.backup) return;
    this.restores += 1;
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
    this.trace.push(`${this.now} ${line}`);
  }

  async close(): Promise<void> {
    for (const tablet of this.tablets) await tablet.kill();
    this.server?.mortality.die();
    await this.databases.close();
  }

  async #admit(server: AppServer, n: number): Promise<void> {
    const [id, own] = [patientIdOf(n), this.teamOf(n)];
    this.patientIds.push(id);
    await this.join(server, own.id, id);
    await server.record.commit(id, () => recordOf(id));
  }

  #noteStay(teamId: string, patientId: string, isThere: boolean): void {
    this.#stays.push({ teamId, patientId, at: this.now, isThere });
  }

  #userOf(n: number) {
    const name = `n${n}`;
    const teams = [this.teamOf(n)];
    return { id: `u-${name}`, username: name, name: `Nurse ${name}`, role: 'community-nurse', teams };
  }

  async #register(server: AppServer, n: number): Promise<Tablet> {
    const { username: name, ...user } = this.#userOf(n);
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
