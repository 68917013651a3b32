/** `npm run import -- PATH… --team ID [--json]`: brings FHIR R4 files into the record and says what became of them. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Organisation } from '../lib/server/access/organisation';
import { dateInUk } from '../lib/server/caseload/calendar';
import { ConfigError, readConfig, type Config } from '../lib/server/config';
import { ensureDemo } from '../lib/server/demo/fill';
import { importFhir, type ImportJob, type ImportOutcome, type ImportParts } from '../lib/server/fhir/import';
import { JobFailedError } from '../lib/server/control-socket';
import { handOverImport } from '../lib/server/fhir/import-job';
import { printReport } from '../lib/server/fhir/report';
import { ensureServerKeys } from '../lib/server/keys';
import { StoreInUseError } from '../lib/server/store/embedded';
import { openStore } from '../lib/server/store/open';
import { RecordStore } from '../lib/server/store/record';

const USAGE = 'Usage: npm run import -- PATH… --team ID [--json]';

/** What the person is told in one line, without a stack. */
class UsageError extends Error {}

async function main(): Promise<void> {
  const { job, json } = readArguments(process.argv.slice(2));
  const config = readConfig(process.env);
  const handedOver = config.couchdbUrl === undefined ? await handOverImport(config.dataDir, job) : undefined;
  const outcome = handedOver ?? (await importHere(config, job));
  if (outcome.kind === 'not-started') throw new UsageError(outcome.words);
  console.log(json ? JSON.stringify(outcome.report, null, 2) : printReport(outcome.report));
}

function readArguments(args: string[]): { job: ImportJob; json: boolean } {
  const options = { team: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(USAGE, { cause });
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0 || values.team === undefined) throw new UsageError(USAGE);
  // npm changes into the project's folder; paths are meant from where the person is.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  return {
    job: { paths: positionals.map((path) => resolve(from, path)), team: values.team },
    json: values.json,
  };
}

/** No server has the store open, or the store is CouchDB's, which many may open. */
async function importHere(config: Config, job: ImportJob): Promise<ImportOutcome> {
  const keys = await ensureServerKeys(config.keysFile, config.dataDir);
  const store = await openStore(config);
  try {
    const record = await RecordStore.open(store);
    const organisation = await Organisation.open(store);
    const parts = { record, organisation, secret: keys.secret('patient-id') };
    try {
      if (config.demo) await ensureDemoTeams(parts, config);
      return await importFhir(parts, job);
    } finally {
      organisation.close();
      record.close();
    }
  } finally {
    await store.close();
  }
}

/** On a data folder that no server has filled yet, the demo's teams would be missing. */
async function ensureDemoTeams(parts: ImportParts, { patients }: Config): Promise<void> {
  const today = dateInUk(new Date());
  await ensureDemo({
    ...parts,
    patients,
    today,
    log: (line) => {
      console.error(line);
    },
  });
}

main().catch((error: unknown) => {
  const expected = [UsageError, ConfigError, StoreInUseError, JobFailedError].some(
    (kind) => error instanceof kind,
  );
  console.error(expected ? (error as Error).message : error);
  process.exitCode = 1;
});
