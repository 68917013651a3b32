/** Imports FHIR R4 into the record, in two passes over the files: first whose everything is, then writing. */
import type { Organisation } from '../access/organisation';
import type { RecordStore } from '../store/record';
import { documentsIn } from './documents';
import { examine, type Examined } from './examine';
import { findFiles } from './files';
import { identityOf } from './identity';
import { ImportIndex } from './import-index';
import { ImportRun } from './import-run';
import type { ImportReport } from './report';

/** Resources that are held and written at a time (a Bundle stays whole). */
const BATCH = 1000;

export interface ImportParts {
  record: RecordStore;
  organisation: Organisation;
  /** Of the patient ids. */
  secret: string | Uint8Array;
}

export interface ImportJob {
  /** Absolute paths of files and folders. */
  paths: readonly string[];
  /** The team that the patients are added to. */
  team: string;
  /** Stops between two batches, by throwing. */
  signal?: AbortSignal;
}

export type ImportOutcome =
  | { kind: 'done'; report: ImportReport }
  /** Nothing was imported; one line that says why. */
  | { kind: 'not-started'; words: string };

/** Imports what the paths hold and adds the patients to the team. Running it again changes nothing. */
export async function importFhir(parts: ImportParts, job: ImportJob): Promise<ImportOutcome> {
  const started = performance.now();
  const { record, organisation, secret } = parts;
  const teams = await organisation.teams();
  if (!teams.some(({ id }) => id === job.team)) {
    const known = teams.map(({ id }) => id).join(', ');
    return { kind: 'not-started', words: `There is no team “${job.team}”. Teams: ${known || 'none yet'}.` };
  }
  const files = await findFiles(job.paths).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (!Array.isArray(files)) {
    const { path, code } = files;
    return { kind: 'not-started', words: `${path ?? 'A path'} can’t be read (${code ?? 'unknown'}).` };
  }
  const index = new ImportIndex();
  for await (const { candidates } of batchesOf(files)) {
    job.signal?.throwIfAborted();
    index.add(candidates);
  }
  index.settle();
  const byNumber = await knownByNumber(parts, index.unknownNumbers(), job.team);
  const run = new ImportRun({ record, secret, index, byNumber });
  for await (const batch of batchesOf(files)) {
    job.signal?.throwIfAborted();
    await run.write(batch);
  }
  await organisation.addPatients(job.team, [...run.patients]);
  return {
    kind: 'done',
    report: run.tally.report({
      team: job.team,
      files: files.length,
      patients: run.patients.size,
      seconds: Math.round((performance.now() - started) / 100) / 10,
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1000),
    }),
  };
}

async function* batchesOf(files: readonly string[]): AsyncGenerator<Examined> {
  let batch: Examined = { candidates: [], refusals: [] };
  for (const file of files) {
    for await (const document of documentsIn(file)) {
      if ('refusal' in document) batch.refusals.push(document.refusal);
      else {
        const { candidates, refusals } = examine(file, document.place, document.value);
        batch.candidates.push(...candidates);
        batch.refusals.push(...refusals);
      }
      if (batch.candidates.length + batch.refusals.length < BATCH) continue;
      yield batch;
      batch = { candidates: [], refusals: [] };
    }
  }
  yield batch;
}

/** Patients of the team who have these NHS numbers; undefined where two have the same. */
async function knownByNumber(
  { record, organisation }: ImportParts,
  sought: ReadonlySet<string>,
  team: string,
): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  if (sought.size === 0) return found;
  for (const patientId of await organisation.patientsOf(team)) {
    const resources = (await record.read(patientId))?.resources ?? [];
    const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
    const number = patient && identityOf(patient).nhsNumber;
    if (number === undefined || !sought.has(number)) continue;
    found.set(number, found.has(number) ? undefined : patientId);
  }
  return found;
}
