/**
 * The server's own keys: what entries are sealed for, and the secret behind patient ids and cookies.
 * Losing them would make every unfiled entry unreadable, so they are made once, on a fresh start only, and never replaced silently.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import * as v from 'valibot';
import { PublicKeySchema, type PublicKey } from '../record/registration';
import type { OpeningKey } from '../record/seal';
import { ConfigError } from './config';
import { pairOf, type NativeKey } from './native-seal';

const PrivateKeySchema = v.object({ ...PublicKeySchema.entries, d: v.string() });
const KeyFileSchema = v.object({
  format: v.literal(1),
  /** 32 random bytes, base64url. */
  secret: v.pipe(v.string(), v.length(43)),
  /** P-256 ECDH pairs, oldest first; new entries are sealed for the last. */
  sealing: v.pipe(v.array(PrivateKeySchema), v.minLength(1)),
});
type KeyFile = v.InferOutput<typeof KeyFileSchema>;

export interface ServerKeys {
  /** The key that devices seal for. */
  current: PublicKey;
  /** The current key and all older ones. */
  opening: (OpeningKey & NativeKey)[];
  /** 32 bytes for one purpose (`patient-id`, `cookie`, …); knowing one tells nothing of the others. */
  secret(purpose: string): Buffer;
}

/**
 * The keys in `file` (mode 0600). Makes them when neither they nor any data in `dataDir` exist.
 * Throws a `ConfigError` when they are damaged, or missing beside data that needs them.
 */
export async function ensureServerKeys(file: string, dataDir: string): Promise<ServerKeys> {
  const held = await findServerKeys(file);
  if (held) return held;
  if (await holdsData(dataDir, basename(file))) {
    throw new ConfigError(
      `${file} is missing, but ${dataDir} holds data that needs it; restore it from a backup, or choose an empty DATA_DIR.`,
    );
  }
  await createDurably(file, JSON.stringify(await makeKeyFile(), null, 2));
  return ensureServerKeys(file, dataDir);
}

/** The keys in `file`; undefined when there is none. Never makes any. */
export async function findServerKeys(file: string): Promise<ServerKeys | undefined> {
  const held = await readKeyFile(file);
  return held && toServerKeys(held);
}

async function readKeyFile(file: string): Promise<KeyFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`${file} can’t be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
  try {
    return v.parse(KeyFileSchema, JSON.parse(text));
  } catch {
    // No cause: a parser's message may quote key material.
    throw new ConfigError(`${file} is damaged; restore it from a backup.`);
  }
}

/** Left-overs of a write that never finished are no data. */
async function holdsData(dataDir: string, keysName: string): Promise<boolean> {
  const names = await readdir(dataDir).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new ConfigError(`DATA_DIR ${dataDir} can’t be read.`, { cause });
  });
  return names.some((name) => !name.startsWith(keysName) && !name.startsWith('.'));
}

async function makeKeyFile(): Promise<KeyFile> {
  const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const sealing = [v.parse(PrivateKeySchema, { ...jwk, kid: await calculateJwkThumbprint(jwk) })];
  return { format: 1, secret: randomBytes(32).toString('base64url'), sealing };
}

async function toServerKeys(file: KeyFile): Promise<ServerKeys> {
  const opening = await Promise.all(
    file.sealing.map(async (jwk): Promise<OpeningKey & NativeKey> => {
      const key = await importJWK({ ...jwk }, 'ECDH-ES+A256KW');
      if (key instanceof Uint8Array) throw new TypeError('a P-256 key was expected');
      return { kid: jwk.kid, key, pair: pairOf(jwk.d) };
    }),
  );
  const last = file.sealing.at(-1);
  if (!last) throw new TypeError('the schema promises a key');
  const { kid, kty, crv, x, y } = last;
  return {
    current: { kid, kty, crv, x, y },
    opening,
    secret: (purpose) => createHmac('sha256', Buffer.from(file.secret, 'base64url')).update(purpose).digest(),
  };
}

/** The file is there whole or not at all, whenever the power goes; one that another process made first stays. */
async function createDurably(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(4).toString('hex')}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await link(temporary, file).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  });
  await unlink(temporary);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}
