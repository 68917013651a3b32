/**
 * A backup of the embedded store into a new folder, also while the server runs. Each database is copied as it is at one
 * instant: the journals first, the record last. So the record may know more than the journals, which is harmless (what is
 * filed already is not filed again), and never less, which would lose what a receipt promised.
 */
import { copyFile, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Audit } from '../audit/audit';
import { COMMAND_LINE } from '../audit/command-line';
import { handOver, type Job } from '../control-socket';
import { reportOf } from '../http/error-report';
import type { EmbeddedStore } from '../store/embedded';
import { KEYS, MANIFEST, ManifestSchema, type Manifest } from './manifest';

export const BACKUP = 'backup';
const LAST = 'record';

export interface BackupParts {
  store: EmbeddedStore;
  keysFile: string;
  audit: Pick<Audit, 'record'>;
  now: () => Date;
}

const JobSchema = v.object({ to: v.string() });
const OutcomeSchema = v.variant('kind', [
  v.object({ kind: v.literal('done'), manifest: ManifestSchema, recorded: v.boolean() }),
  v.object({ kind: v.literal('not-empty') }),
]);
export type BackupOutcome = v.InferOutput<typeof OutcomeSchema>;

/** Writes a backup into `folder`, which must be empty or not there. On the disk when it resolves. */
export async function backUp(
  { store, keysFile, audit, now }: BackupParts,
  folder: string,
  signal?: AbortSignal,
): Promise<BackupOutcome> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) return { kind: 'not-empty' };
  const recorded = await recordIn(audit);
  const manifest: Manifest = { format: 1, at: now().toISOString(), journals: {}, databases: {} };
  await mkdir(join(folder, 'journals'));
  await mkdir(join(folder, 'databases'));
  for (const name of await store.journalNames()) {
    signal?.throwIfAborted();
    manifest.journals[name] = await store.copyJournal(name, join(folder, 'journals', name));
  }
  const names = (await store.databaseNames()).filter((name) => name !== LAST);
  for (const name of [...names, LAST]) {
    signal?.throwIfAborted();
    manifest.databases[name] = await store.copyDatabase(name, join(folder, 'databases', name));
  }
  await copyFile(keysFile, join(folder, KEYS));
  await writeFile(join(folder, MANIFEST), JSON.stringify(manifest, null, 2), { flush: true });
  for (const path of [join(folder, KEYS), folder]) await flush(path);
  return { kind: 'done', manifest, recorded };
}

/** Before anything leaves: of a backup that is cut short, part has left. A disk that takes no more needs a backup all the same. */
async function recordIn(audit: BackupParts['audit']): Promise<boolean> {
  try {
    await audit.record({ kind: 'export', reason: 'backup' }, COMMAND_LINE);
    return true;
  } catch (cause) {
    console.error('A backup could not be recorded:', reportOf(cause));
    return false;
  }
}

/** The server's side of a backup that is handed over. */
export function backupJob(parts: BackupParts): Job {
  return (of, signal) => backUp(parts, v.parse(JobSchema, of).to, signal);
}

/** The command line's side; undefined when no server has the data folder open. */
export async function handOverBackup(dataDir: string, to: string): Promise<BackupOutcome | undefined> {
  const answered = await handOver(dataDir, BACKUP, { to });
  return answered && v.parse(OutcomeSchema, answered.outcome);
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
