/**
 * Outage notices that were made from the keys alone, while the database was down. Each is kept in the data folder until a
 * server with a database has put it on record. No server hands them out: they leave out only whom somebody could name.
 */
import { mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readNotice } from '../../record/lease/signed';
import type { PublicKey } from '../../record/registration';
import type { Audit } from '../audit/audit';
import { reportOf } from '../http/error-report';
import type { MadeNotice } from './make-notice';
import { noticeWords } from './notice-link';

const FOLDER = 'offline-notices';
const AGAIN_MS = 60_000;
/** As on the command line beside a database. */
const BY = { id: 'command-line', role: 'administrator' };

const KeptSchema = v.looseObject({ signed: v.string(), reason: v.optional(v.string()) });

export interface OfflineNoticesParts {
  dataDir: string;
  audit: Pick<Audit, 'record'>;
  /** Of the key that notices are signed with. */
  signer: PublicKey;
  origin: string;
}

/** On the disk when it resolves. */
export async function keepOfflineNotice(
  dataDir: string,
  { iat, signed }: MadeNotice,
  reason: string | undefined,
): Promise<void> {
  const folder = join(dataDir, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(join(folder, `${iat}-${signed.slice(-12)}.json`), 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify({ signed, ...(reason === undefined ? {} : { reason }) }));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts on record what is kept, with the time when it was made. Cut short, one may be recorded twice; none is left out. */
export async function recordOfflineNotices({
  dataDir,
  audit,
  signer,
  origin,
}: OfflineNoticesParts): Promise<void> {
  const folder = join(dataDir, FOLDER);
  for (const name of await readdir(folder).catch(noneWhereMissing)) {
    const path = join(folder, name);
    const kept = v.parse(KeptSchema, JSON.parse(await readFile(path, 'utf8')));
    const notice = await readNotice(kept.signed, signer);
    if (!notice) throw new Error(`${path} is not signed by this server’s key`);
    const { told } = noticeWords({ ...notice, signed: kept.signed }, origin);
    const happened = new Date(notice.iat * 1000).toISOString();
    const words = `${told} Made without the database. ${kept.reason ?? 'No reason was given.'}`;
    await audit.record({ kind: 'administered', reason: 'offline-notice', words, happened }, BY);
    await unlink(path);
  }
}

/** At once, and once a minute: with a CouchDB, servers outlive its outages. Returns the way to stop. */
export function keepRecordingOfflineNotices(parts: OfflineNoticesParts): () => Promise<void> {
  const round = () =>
    recordOfflineNotices(parts).catch((cause: unknown) => {
      console.error('A notice from an outage could not be put on record yet:', reportOf(cause));
    });
  let rounds = round();
  const timer = setInterval(() => {
    rounds = rounds.then(round);
  }, AGAIN_MS).unref();
  return async () => {
    clearInterval(timer);
    await rounds;
  };
}

function noneWhereMissing(cause: unknown): string[] {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
  throw cause;
}
