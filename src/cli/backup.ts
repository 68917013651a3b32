/** `npm run backup -- FOLDER`: everything that the embedded store holds, and the keys, into a new folder. */
import { backUp, handOverBackup, type BackupOutcome } from '../lib/server/backup/backup';
import { readConfig, type Config } from '../lib/server/config';
import { openEmbeddedStore } from '../lib/server/store/embedded';
import { folderArgument, runCommand, UsageError } from './command';

const USAGE = 'Usage: npm run backup -- FOLDER';

await runCommand(async () => {
  const folder = folderArgument(USAGE);
  const config = readConfig(process.env);
  if (config.couchdbUrl !== undefined) {
    throw new UsageError(
      'COUCHDB_URL is set: back up the databases by CouchDB’s own means, the journals first and “record” last, and KEYS_FILE with them; see docs/reliability.md.',
    );
  }
  const outcome = (await handOverBackup(config.dataDir, folder)) ?? (await backUpHere(config, folder));
  if (outcome.kind === 'not-empty') throw new UsageError(`${folder} is not empty.`);
  const { journals, databases } = outcome.manifest;
  const [many, others] = [journals, databases].map((names) => Object.keys(names).length);
  console.log(`Backed up ${many} journals and ${others} databases, and the keys, into ${folder}`);
});

/** No server runs. */
async function backUpHere({ dataDir, keysFile }: Config, folder: string): Promise<BackupOutcome> {
  const store = await openEmbeddedStore(dataDir);
  try {
    return await backUp({ store, keysFile, now: () => new Date() }, folder);
  } finally {
    await store.close();
  }
}
