/** Puts the demo organisation into the store: once, taken up again when cut short, and visits anew for each day. */
import * as v from 'valibot';
import type { Organisation } from '../access/organisation';
import { patientIdOf } from '../patient-id';
import type { RecordStore } from '../store/record';
import { generateOrganisation, type GeneratedOrganisation, type GeneratedPatient } from './generate';
import { DEFAULT_PATIENTS, HOME_TEAM, TEAMS, type Profile } from './roster';
import { visitDates, visitsOn } from './visits/plan';

/** Patients that are written at a time. */
const BATCH = 25;
const SEED = 'doorstep';

/** Kept with the first team: the record's dates hang on `epoch`, so it must never change. */
const DemoStateSchema = v.object({
  epoch: v.string(),
  patients: v.number(),
  complete: v.boolean(),
});
type DemoState = v.InferOutput<typeof DemoStateSchema>;

export interface DemoOptions {
  organisation: Organisation;
  record: RecordStore;
  /** Of the patient ids. */
  secret: string | Uint8Array;
  /** Size of the community nursing team; as it was (300 at first) when absent. It never shrinks. */
  patients?: number | undefined;
  /** Local calendar date, YYYY-MM-DD. */
  today: string;
  log: (line: string) => void;
}

export interface Demo {
  /** Plans yesterday to a week ahead of `today`, where not yet planned; cheap when it is. */
  ensureVisits: (today: string) => Promise<void>;
}

/** Fills on the first run and does nothing on later ones, except for visits. Resolves when all of it is written. */
export async function ensureDemo(options: DemoOptions): Promise<Demo> {
  const { organisation, today, secret } = options;
  const before = await findState(organisation);
  const patients = Math.max(options.patients ?? before?.patients ?? DEFAULT_PATIENTS, before?.patients ?? 0);
  const state = { epoch: before?.epoch ?? today, patients, complete: true };
  const demo = generateOrganisation({
    seed: SEED,
    patients,
    epoch: state.epoch,
    patientIdOf: (key) => patientIdOf(secret, `demo/${key}`),
  });
  if (!before?.complete || patients > before.patients) {
    await saveState(organisation, { ...state, complete: false });
    await fill(demo, options);
    await saveState(organisation, state);
  }
  await addMissingUsers(demo, organisation);
  const ensureVisits = visitKeeper(organisation, demo.profiles());
  await ensureVisits(today);
  return { ensureVisits };
}

async function fill(demo: GeneratedOrganisation, { organisation, record, log }: DemoOptions): Promise<void> {
  const started = Date.now();
  for (const team of demo.teams.slice(1)) await organisation.putTeam(team);
  let written = 0;
  let documents = 0;
  const write = async (batch: readonly GeneratedPatient[]) => {
    await Promise.all(batch.map(({ profile, resources }) => record.commit(profile.id, () => resources)));
    for (const team of demo.teams) {
      const ids = batch.filter(({ profile }) => isWith(profile, team.id)).map(({ profile }) => profile.id);
      if (ids.length > 0) await organisation.addPatients(team.id, ids);
    }
    written += batch.length;
    documents += batch.reduce((sum, { resources }) => sum + resources.length, 0);
    if (written % 100 === 0) log(`Demo organisation: ${written} patients written`);
  };
  let batch: GeneratedPatient[] = [];
  for (const patient of demo.patients()) {
    batch.push(patient);
    if (batch.length < BATCH) continue;
    await write(batch);
    batch = [];
  }
  await write(batch);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  log(`Demo organisation: ${written} patients, ${documents} documents, in ${seconds} s`);
}

/** Those who are there stay as they are: somebody may have changed their role or team. */
async function addMissingUsers(demo: GeneratedOrganisation, organisation: Organisation): Promise<void> {
  const known = new Set((await organisation.users()).map(({ id }) => id));
  for (const user of demo.users.filter(({ id }) => !known.has(id))) await organisation.putUser(user);
}

/** A resident is with the round, and with the staff of their home. */
function isWith({ team, about }: Profile, id: string): boolean {
  return team === id || (id === HOME_TEAM.id && about.kind === 'resident' && about.homeIndex === 0);
}

/** Remembers the days that are planned, so that asking again costs nothing. */
function visitKeeper(organisation: Organisation, profiles: readonly Profile[]) {
  const planned = new Set<string>();
  return async (today: string): Promise<void> => {
    for (const date of visitDates(today).filter((date) => !planned.has(date))) {
      for (const team of Object.values(TEAMS)) {
        if ((await organisation.visitsOf([team.id], date, date)).length > 0) continue;
        const ofTeam = profiles.filter((profile) => profile.team === team.id);
        const visits = visitsOn(team.id, ofTeam, date).map((visit) => ({ ...visit, teamId: team.id }));
        await organisation.putVisits(visits);
      }
      planned.add(date);
    }
  };
}

async function findState(organisation: Organisation): Promise<DemoState | undefined> {
  const team = (await organisation.teams()).find(({ id }) => id === TEAMS.nursing.id);
  const demo: unknown = team?.['demo'];
  return demo === undefined ? undefined : v.parse(DemoStateSchema, demo);
}

async function saveState(organisation: Organisation, demo: DemoState): Promise<void> {
  await organisation.putTeam({ ...TEAMS.nursing, demo });
}
