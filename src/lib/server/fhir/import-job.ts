/** An import as a job that the command line hands over to the server that runs. */
import * as v from 'valibot';
import { handOver, type Job } from '../control-socket';
import { importFhir, type ImportJob, type ImportOutcome, type ImportParts } from './import';
import { ImportReportSchema } from './report';

export const IMPORT = 'import';

const JobSchema = v.object({ paths: v.array(v.string()), team: v.string() });
const OutcomeSchema = v.variant('kind', [
  v.object({ kind: v.literal('done'), report: ImportReportSchema }),
  v.object({ kind: v.literal('not-started'), words: v.string() }),
]);

/** The server's side. It stops between two batches. */
export function importJob(parts: ImportParts): Job {
  return (of, signal) => importFhir(parts, { ...v.parse(JobSchema, of), signal });
}

/** The command line's side; undefined when no server has the data folder open. */
export async function handOverImport(dataDir: string, job: ImportJob): Promise<ImportOutcome | undefined> {
  const answered = await handOver(dataDir, IMPORT, { paths: job.paths, team: job.team });
  return answered && v.parse(OutcomeSchema, answered.outcome);
}
