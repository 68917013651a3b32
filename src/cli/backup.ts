/** `npm run backup -- FOLDER`: everything that the embedded store holds, and the keys, into a new folder. */
import { backUp, handOverBackup, type BackupOutcome } from '../lib/server/backup/backup';
import { Audit } from '../lib/server/audit/audit';
import { readConfig, type Config } from '../lib/server/config';
import { findServerKeys } from '../lib/server/keys';
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
  if (!outcome.recorded) console.error('The audit could not be told of it.');
});

/** No server runs. */
async function backUpHere({ dataDir, keysFile }: Config, folder: string): Promise<BackupOutcome> {
  const keys = await findServerKeys(keysFile);
  if (!keys) throw new UsageError(`${keysFile} is missing: without it a backup can’t be read.`);
  const store = await openEmbeddedStore(dataDir);
  const now = () => new Date();
  try {
    const secret = keys.secret('audit-countersign');
    const audit = await Audit.open({ store, keys: keys.opening, secret, now });
    return await backUp({ store, keysFile, audit, now }, folder).finally(() => audit.close());
  } finally {
    await store.close();
  }
}
