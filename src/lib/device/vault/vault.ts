/** The vault: a user's keys on this device, and the lock on them. */
import type { AuditedVault } from '../audit/audit';
import type { Registration } from '../../record/registration';
import type { User } from '../../record/user';
import { userHashOf } from '../opaque';
import { Waits } from './attempts';
import { chooseKdf, deriveWrappingKey, meetsFloor, type Kdf } from './derive';
import { makeWrappedKeys, unwrapKeys, type VaultKeys, type WrappedKeys } from './keys';
import type { OpenVault } from './open-vault';
import type { Sentinel } from './sentinel';
import type { VaultRow, VaultStore } from './vault-store';

export type VaultPresence =
  | { kind: 'empty' }
  /** `damaged`: names of those whose vault is known to have been here, and can't be read. */
  | { kind: 'locked'; users: User[]; damaged: string[] }
  | { kind: 'damaged'; reason: string; damaged: string[] };

export type OpenVaultOutcome =
  | { kind: 'open'; vault: OpenVault }
  | { kind: 'wrong'; tries: number; waitSeconds: number }
  | { kind: 'wait'; waitSeconds: number }
  | { kind: 'damaged'; reason: string };

/** A vault's keys before it is registered with the server. */
export interface NewVault {
  deviceId: string;
  kdf: Kdf;
  keys: WrappedKeys;
  opened: VaultKeys;
}

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
    } catch {
      const damaged = await this.#namesBut(new Set());
      return { kind: 'damaged', reason: 'The storage of this browser can not be opened.', damaged };
    }
    // From now on the waits of this worker count down.
    for (const { userHash, tries } of found.rows) this.#waits.secondsLeft(userHash, tries.wrong);
    const damaged = await this.#namesBut(new Set(found.rows.map((row) => row.userHash)));
    if (found.rows.length > 0) return { kind: 'locked', users: found.rows.map((row) => row.user), damaged };
    if (found.unreadable > 0) {
      return { kind: 'damaged', reason: 'What is stored here can not be read.', damaged };
    }
    if (damaged.length === 0) return { kind: 'empty' };
    const reason = 'This device held a record, and it is gone from the browser’s storage.';
    return { kind: 'damaged', reason, damaged };
  }

  async has(userId: string): Promise<boolean> {
    // A database that can't be opened holds no vault that could be: `keep` begins it anew.
    const found = await this.#store.find(await userHashOf(userId)).catch(() => undefined);
    return found?.kind === 'vault';
  }

  /** What may be known of a vault without opening it: for the audit of wrong passphrases. */
  async find(userId: string): Promise<AuditedVault | undefined> {
    const found = await this.#store.find(await userHashOf(userId));
    return found.kind === 'vault' ? found.row : undefined;
  }

  /** The name under which a vault here made this device known, if there is one. */
  async findDeviceId(): Promise<string | undefined> {
    const { rows } = await this.#store.findAll().catch(() => ({ rows: [] }));
    return rows[0]?.deviceId;
  }

  /** Fresh keys, wrapped by the passphrase. Nothing is stored yet. */
  async make(userId: string, deviceId: string, passphrase: string): Promise<NewVault> {
    const kdf = await chooseKdf(() => performance.now());
    const wrappingKey = await deriveWrappingKey(passphrase, kdf);
    const keys = await makeWrappedKeys(wrappingKey, contextOf(userId, deviceId));
    const opened = await unwrapKeys(keys, wrappingKey, contextOf(userId, deviceId));
    if (!opened) throw new Error('Keys do not come out of their own wrapping');
    return { deviceId, kdf, keys, opened };
  }

  /** Stores a vault that the server has registered, open. The sentinel first: it may know of too much, never of too little. */
  async keep(user: User, demo: boolean, made: NewVault, registration: Registration): Promise<OpenVault> {
    const userHash = await userHashOf(user.id);
    const { opened, ...stored } = made;
    const row: VaultRow = {
      userHash,
      format: 1,
      user,
      demo,
      ...stored,
      journalBase: registration.journalBase,
      serverKey: registration.serverKey,
      tries: { wrong: 0, notBefore: 0 },
      clockOffsetMs: 0,
    };
    await this.#sentinel.update(userHash, { packs: 0, name: user.name });
    // A database that can't be opened would stay so: this is the way on from it.
    await this.#store.findAll().catch(() => this.#store.reset());
    await this.#store.save(row);
    return openVaultOf(row, opened);
  }

  async unlock(userId: string, passphrase: string): Promise<OpenVaultOutcome> {
    const userHash = await userHashOf(userId);
    const found = await this.#store.find(userHash);
    if (found.kind !== 'vault')
      return { kind: 'damaged', reason: 'The vault on this device can not be read.' };
    const { row } = found;
    if (!meetsFloor(row.kdf)) return { kind: 'damaged', reason: 'The lock on this device was changed.' };

    const counted = await this.#countTry(userHash);
    if (counted.kind === 'wait') return counted;
    const { tries } = counted;

    const wrappingKey = await deriveWrappingKey(passphrase, row.kdf);
    const keys = await unwrapKeys(row.keys, wrappingKey, contextOf(userId, row.deviceId));
    if (!keys) return { kind: 'wrong', tries, waitSeconds: this.#waits.secondsLeft(userHash, tries) };
    await this.#store.update(userHash, { tries: { wrong: 0, notBefore: 0 } });
    await this.#sentinel.update(userHash, { name: row.user.name });
    return { kind: 'open', vault: openVaultOf(row, keys) };
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

  #countTry(userHash: string) {
    return this.#store.countTry(userHash, (wrongTries) => {
      const waitSeconds = this.#waits.secondsLeft(userHash, wrongTries);
      return waitSeconds > 0 ? { kind: 'wait' as const, waitSeconds } : undefined;
    });
  }
}

function openVaultOf(row: VaultRow, keys: VaultKeys): OpenVault {
  const { userHash, user, demo, deviceId, journalBase, serverKey, clockOffsetMs } = row;
  return { userHash, user, demo, deviceId, journalBase, serverKey, clockOffsetMs, ...keys };
}

/** Binds wrapped keys to their user and device: moved into another vault's row, they don't open. */
function contextOf(userId: string, deviceId: string): string {
  return `doorstep vault 1 ${userId} ${deviceId}`;
}
