/** `npm run restore -- FOLDER`: puts a backup in the place of the data folder, while no server runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { restore } from '../lib/server/backup/restore';
import { readConfig } from '../lib/server/config';
import { openEmbeddedStore } from '../lib/server/store/embedded';
import { folderArgument, runCommand, UsageError } from './command';

const USAGE = 'Usage: npm run restore -- FOLDER';

await runCommand(async () => {
  const folder = folderArgument(USAGE);
  const { couchdbUrl, dataDir, keysFile } = readConfig(process.env);
  if (couchdbUrl !== undefined) {
    throw new UsageError('COUCHDB_URL is set: restore by CouchDB’s own means; see docs/reliability.md.');
  }
  await ensureNobodyUses(dataDir);
  const outcome = await restore(folder, { dataDir, keysFile, now: () => new Date() });
  if (outcome.kind === 'refused') throw new UsageError(outcome.words);
  console.log(`Restored the backup of ${outcome.manifest.at} into ${dataDir}`);
  if (outcome.before !== undefined) console.log(`What was there before is in ${outcome.before}`);
});

/** Throws a `StoreInUseError` while a server has the data folder open. */
async function ensureNobodyUses(dataDir: string): Promise<void> {
  if (!existsSync(join(dataDir, 'databases', 'record'))) return;
  const store = await openEmbeddedStore(dataDir);
  try {
    await store.open('record');
  } finally {
    await store.close();
  }
}
