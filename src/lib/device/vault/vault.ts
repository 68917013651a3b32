/** The vault: a user's keys on this device, and the lock on them. */
import type { Registration } from '../../record/registration';
import type { User } from '../../record/user';
import { userHashOf } from '../opaque';
import { Waits } from './attempts';
import { derivePasskeyKey, deriveWrappingKey, meetsFloor, type Kdf } from './derive';
import {
  makeWrappedKeys,
  unwrapKeys,
  wrapAgain,
  type Opener,
  type VaultKeys,
  type VaultPair,
  type WrappedKeys,
} from './keys';
import type { OpenVault } from './open-vault';
import { isPasskey, isPin, openerOf, type Secret } from './openers';
import { makePinLock, PIN_CLOSES_AT, type PinLock } from './pin';
import { NOTHING_KEPT, type Sentinel } from './sentinel';
import { isQuotaExceeded } from '../quota';
import { canStore } from '../storage/can-store';
import type { Passkey, VaultRow } from './vault-row';
import type { VaultStore } from './vault-store';

export type VaultPresence =
  | { kind: 'empty' }
  /** `damaged`: names of those whose vault is known to have been here, and can't be read. */
  | { kind: 'locked'; vaults: LockedVault[]; damaged: string[] }
  | { kind: 'damaged'; reason: string; damaged: string[]; unopenable?: true }
  /** The disk is full, and the browser opens nothing on it. What stands there is as it was. */
  | { kind: 'no-room' };

/** What the lock screen needs to know. */
export type LockedVault = Pick<VaultRow, 'userHash' | 'user' | 'passkey'>;

type Refused =
  | { kind: 'wrong'; tries: number; waitSeconds: number }
  | { kind: 'wait'; waitSeconds: number }
  | { kind: 'damaged'; reason: string };
/** `pin-closed`: too many wrong tries for a PIN. */
export type OpenVaultOutcome = { kind: 'open'; vault: OpenVault } | { kind: 'pin-closed' } | Refused;
export type AddPasskeyOutcome = { kind: 'added' } | Refused;

/** A vault's keys before it is stored. */
export interface NewVault {
  deviceId: string;
  kdf: Kdf;
  keys: WrappedKeys;
  opened: VaultKeys;
  wrappingKey: CryptoKey;
}

const LOCK_CHANGED = 'The lock on this device was changed.';
const NO_TRIES = { wrong: 0, notBefore: 0 };

export class Vault {
  readonly #store: VaultStore;
  readonly #sentinel: Sentinel;
  readonly #waits: Waits;

  /** `elapsed`: milliseconds of a clock that only goes on. */
  constructor(store: VaultStore, sentinel: Sentinel, elapsed: () => number = () => performance.now()) {
    this.#store = store;
    this.#sentinel = sentinel;
    this.#waits = new Waits(elapsed);
  }

  /** What stands on this device. `empty` only when neither the database nor the sentinel knows of a vault. */
  async presence(): Promise<VaultPresence> {
    let found: Awaited<ReturnType<VaultStore['findAll']>>;
    try {
      found = await this.#store.findAll();
    } catch (cause) {
      if (isQuotaExceeded(cause)) return { kind: 'no-room' };
      const damaged = await this.#namesBut(new Set());
      const reason = 'The storage of this browser can not be opened.';
      return { kind: 'damaged', reason, damaged, ...((await canStore()) ? {} : { unopenable: true }) };
    }
    // From now on the waits of this worker count down.
    for (const { userHash, tries } of found.rows) this.#waits.secondsLeft(userHash, tries.wrong);
    const sound = found.rows.filter(({ kdf }) => meetsFloor(kdf));
    const damaged = await this.#namesBut(new Set(sound.map((row) => row.userHash)));
    if (sound.length > 0) return { kind: 'locked', vaults: sound, damaged };
    if (found.rows.length > 0) return { kind: 'damaged', reason: LOCK_CHANGED, damaged };
    if (found.unreadable > 0) {
      return { kind: 'damaged', reason: 'What is stored here can not be read.', damaged };
    }
    if (damaged.length === 0) return { kind: 'empty' };
    const reason = 'This device held a record, and it is gone from the browser’s storage.';
    return { kind: 'damaged', reason, damaged };
  }

  /** Whether there is one that can be opened: any other may be begun again, and what is sealed beside it is still carried. */
  async has(userId: string): Promise<boolean> {
    // A database that can't be opened holds no vault that could be: `keep` begins it anew.
    const found = await this.#findSound(userId).catch(() => undefined);
    return found?.kind === 'vault';
  }

  /** What may be known of a vault without opening it. */
  async find(userId: string): Promise<VaultRow | undefined> {
    const found = await this.#store.find(await userHashOf(userId));
    return found.kind === 'vault' ? found.row : undefined;
  }

  /** The name under which a vault here made this device known, if there is one. */
  async findDeviceId(): Promise<string | undefined> {
    const { rows } = await this.#store.findAll().catch(() => ({ rows: [] }));
    return rows[0]?.deviceId;
  }

  /** The pair and a fresh data key, wrapped by the passphrase. Nothing is stored yet. */
  async make(
    userId: string,
    deviceId: string,
    passphrase: string,
    { pair, kdf }: { pair: VaultPair; kdf: Kdf },
  ): Promise<NewVault> {
    const wrappingKey = await deriveWrappingKey(passphrase, kdf);
    const context = contextOf(userId, deviceId);
    const keys = await makeWrappedKeys(pair, wrappingKey, context);
    const opened = await unwrapKeys(keys, wrappingKey, context);
    if (!opened) throw new Error('Keys do not come out of their own wrapping');
    return { deviceId, kdf, keys, opened, wrappingKey };
  }

  /** Stores a vault that the server has registered, open. The sentinel first: it may know of too much, never of too little. */
  async keep(user: User, demo: boolean, made: NewVault, registration: Registration): Promise<OpenVault> {
    const userHash = await userHashOf(user.id);
    const { opened, wrappingKey, ...stored } = made;
    const row: VaultRow = {
      userHash,
      format: 1,
      user,
      demo,
      ...stored,
      journalBase: registration.journalBase,
      serverKey: registration.serverKey,
      tries: NO_TRIES,
      clockOffsetMs: 0,
    };
    await this.#sentinel.update(userHash, { ...NOTHING_KEPT, name: user.name });
    // A database that can't be opened would stay so: this is the way on from it.
    await this.#store.findAll().catch((cause: unknown) => {
      if (isQuotaExceeded(cause)) throw cause;
      return this.#store.reset();
    });
    await this.#store.save(row);
    return openVaultOf(row, opened, { dataKey: row.keys.dataKey, key: wrappingKey });
  }

  async unlock(userId: string, secret: Secret): Promise<OpenVaultOutcome> {
    const found = await this.#findSound(userId);
    if (found.kind !== 'vault') return found;
    const { row } = found;
    const counted = await this.#countTry(row, secret);
    if (counted.kind !== 'counted') return counted;
    const opener = await openerOf(row, secret);
    const keys =
      opener &&
      (await unwrapKeys(
        { ...row.keys, dataKey: opener.dataKey },
        opener.key,
        contextOf(userId, row.deviceId),
      ));
    if (!keys) return this.#wrong(row.userHash, counted.tries);
    await Promise.all([
      this.#store.update(row.userHash, { tries: NO_TRIES }),
      this.#sentinel.update(row.userHash, { name: row.user.name }),
    ]);
    return { kind: 'open', vault: openVaultOf(row, keys, isPin(secret) ? undefined : opener) };
  }

  /** A shift PIN's lock on an open vault, for memory only; undefined when it was opened by a PIN itself. */
  async lockWithPin({ user, opener }: OpenVault, pin: string, now: number): Promise<PinLock | undefined> {
    const found = await this.#findSound(user.id);
    if (found.kind !== 'vault' || !opener) return undefined;
    return makePinLock(pin, opener, {
      kdf: found.row.kdf,
      context: contextOf(user.id, found.row.deviceId),
      now,
    });
  }

  /**
   * A passkey opens the vault from now on, instead of any before it. Asks for the passphrase, and counts the try: whoever
   * finds a vault open must not get a way of their own back into it.
   */
  async addPasskey(
    userId: string,
    passphrase: string,
    { secret, ...passkey }: Pick<Passkey, 'id' | 'transports' | 'salt'> & { secret: Uint8Array<ArrayBuffer> },
  ): Promise<AddPasskeyOutcome> {
    const found = await this.#findSound(userId);
    if (found.kind !== 'vault') return found;
    const { row } = found;
    const counted = await this.#store.countTry(row.userHash, (wrong) => this.#waitOf(row.userHash, wrong));
    if (counted.kind !== 'counted') return counted;
    const opener = await openerOf(row, passphrase);
    const dataKey =
      opener && (await wrapAgain(opener, await derivePasskeyKey(secret), contextOf(userId, row.deviceId)));
    if (!dataKey) return this.#wrong(row.userHash, counted.tries);
    await this.#store.update(row.userHash, { passkey: { ...passkey, dataKey }, tries: NO_TRIES });
    return { kind: 'added' };
  }

  async removePasskey(userHash: string): Promise<void> {
    await this.#store.update(userHash, { passkey: undefined });
  }

  /** Remembers what the server told since: the user's teams, its key, its clock. */
  async update(vault: OpenVault, change: Partial<Pick<VaultRow, 'user' | 'serverKey' | 'clockOffsetMs'>>) {
    Object.assign(vault, change);
    await this.#store.update(vault.userHash, change);
  }

  async #namesBut(readable: ReadonlySet<string>): Promise<string[]> {
    const expected = await this.#sentinel.vaults();
    return expected
      .filter(({ userHash }) => !readable.has(userHash))
      .map(({ name }) => name ?? 'Somebody whose name is not known');
  }

  /** The vault, with a lock that nobody has weakened. */
  async #findSound(
    userId: string,
  ): Promise<{ kind: 'vault'; row: VaultRow } | { kind: 'damaged'; reason: string }> {
    const found = await this.#store.find(await userHashOf(userId));
    if (found.kind !== 'vault')
      return { kind: 'damaged', reason: 'The vault on this device can not be read.' };
    if (!meetsFloor(found.row.kdf)) return { kind: 'damaged', reason: LOCK_CHANGED };
    return found;
  }

  async #countTry({ userHash, tries }: VaultRow, secret: Secret) {
    // Nobody guesses what an authenticator answers: a passkey waits for no one's wrong tries, and makes none.
    if (isPasskey(secret)) return { kind: 'counted' as const, tries: tries.wrong };
    return this.#store.countTry(userHash, (wrong) =>
      isPin(secret) && wrong >= PIN_CLOSES_AT
        ? { kind: 'pin-closed' as const }
        : this.#waitOf(userHash, wrong),
    );
  }

  #waitOf(userHash: string, wrongTries: number) {
    const waitSeconds = this.#waits.secondsLeft(userHash, wrongTries);
    return waitSeconds > 0 ? { kind: 'wait' as const, waitSeconds } : undefined;
  }

  #wrong(userHash: string, tries: number) {
    return { kind: 'wrong' as const, tries, waitSeconds: this.#waits.secondsLeft(userHash, tries) };
  }
}

function openVaultOf(row: VaultRow, keys: VaultKeys, opener?: Opener): OpenVault {
  const { userHash, user, demo, deviceId, journalBase, serverKey, clockOffsetMs } = row;
  const more = opener ? { opener } : {};
  return { userHash, user, demo, deviceId, journalBase, serverKey, clockOffsetMs, ...keys, ...more };
}

/** Binds wrapped keys to their user and device: moved into another vault's row, they don't open. */
function contextOf(userId: string, deviceId: string): string {
  return `doorstep vault 1 ${userId} ${deviceId}`;
}
