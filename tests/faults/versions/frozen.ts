/** A device as each version of the stored formats left it: frozen once, never changed. */
import { exportJWK } from 'jose';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userHashOf } from '../../../src/lib/device/opaque';
import { journalName } from '../../../src/lib/record/ids';
import type { Store } from '../../../src/lib/server/store/store';
import { freshDisk } from '../../support/device/world';
import { makeKeyPair, NOW } from '../../support/office';
import { freshCaches, takeCaches } from './cache-image';
import { fromJson, takeDisk, toJson } from './disk-image';
import { PASSPHRASE, PATIENT, Stage, USER, type Frozen } from './stage';

type Tab = ReturnType<Stage['openTab']>;

const FILE = /^(\d+)\.json$/;

/** The versions there are, oldest first. */
export function frozenVersions(): number[] {
  return readdirSync(import.meta.dirname)
    .flatMap((name) => FILE.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

export function readFrozen(version: number): Frozen {
  return fromJson(readFileSync(fileOf(version), 'utf8')) as Frozen;
}

export function writeFrozen(version: number, frozen: Frozen): void {
  writeFileSync(fileOf(version), toJson(frozen), { flag: 'wx' });
}

/**
 * A device as this code leaves it: a vault, packs, a draft, a note that is filed, one that was lost, and two that nobody has
 * sent yet.
 */
export async function freeze(store: Store): Promise<Frozen> {
  await freshDisk();
  freshCaches();
  const pair = await makeKeyPair();
  const serverKey = { public: pair.public, private: await exportJWK(pair.opening.key) };
  const stage = await Stage.open(store, serverKey);
  const tab = stage.openTab();
  const made = await tab.createVault(PASSPHRASE);
  if (made.kind !== 'open' || !stage.registration) throw new Error(`no vault was made: ${made.kind}`);
  await tab.sync();
  const notes = ['Filed long ago.', 'Written with no signal.', 'And another.'];
  const [filed = '', ...waiting] = notes;
  await save(tab, filed);
  await tab.sync();
  await stage.office.filing.settled();
  await tab.sync();
  await loseOne(stage, tab);
  stage.online = false;
  for (const text of waiting) await save(tab, text);
  await tab.saveDraft('visit:1', 'Not finished');
  await stage.close();
  return {
    serverKey,
    registration: stage.registration,
    notes,
    databases: await takeDisk(),
    caches: await takeCaches(),
  };
}

/** As the device notices it when it is opened: the witness knows of an entry that stands nowhere. */
async function loseOne({ server, witnesses }: Stage, tab: Tab): Promise<void> {
  const entry = { entryId: crypto.randomUUID(), writtenAt: NOW.toISOString() };
  const journal = journalName(server.journalBase, NOW);
  await witnesses.entryWitness.add(await userHashOf(USER), journal, [entry]);
  await tab.lock();
  await tab.unlock(USER, PASSPHRASE);
  await tab.sync();
  if ((await tab.status()).lost?.count !== 1) throw new Error('the loss was not noticed');
}

async function save(tab: Tab, text: string): Promise<void> {
  const outcome = await tab.save({ patientId: PATIENT, body: { kind: 'note', text } });
  if (outcome.kind !== 'saved') throw new Error(outcome.words);
}

function fileOf(version: number): string {
  return join(import.meta.dirname, `${version}.json`);
}
