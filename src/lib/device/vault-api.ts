/** The data worker's face to the page, as far as the vault and its locks go. A part of `api.ts`. */
import type { User } from '../record/user';

/** What the page asks an authenticator with. All base64url, and no secret. */
export interface PasskeyRef {
  id: string;
  transports: string[];
  salt: string;
}

export interface VaultUser {
  userId: string;
  name: string;
  /** A shift PIN may open it. */
  pin?: true;
  passkey?: PasskeyRef;
}

export type VaultState =
  | { kind: 'empty' }
  /** `damaged`: names of further users whose vault was here and can't be read. */
  | { kind: 'locked'; users: VaultUser[]; damaged: string[] }
  | { kind: 'open'; user: User }
  /** Reported lost, and wiped. `journalsLeft`: sealed journals that wait for the server; they go when they are there. */
  | { kind: 'wiped'; at: string; journalsLeft: number }
  /**
   * A vault is known to have been here and can't be read. Never shown as `empty`. `unopenable`: nothing can be begun beside
   * it either, before the storage is cleared; see `rescue`.
   */
  | { kind: 'damaged'; reason: string; damaged: string[]; unopenable?: true }
  /** The disk is full, and the browser opens nothing on it. What stands there is as it was. */
  | { kind: 'no-room' };

export type CreateVaultOutcome =
  | { kind: 'open'; user: User }
  | { kind: 'signed-out' }
  | { kind: 'offline' }
  | { kind: 'weak'; reason: string }
  | { kind: 'exists' }
  | { kind: 'failed'; reason: string };

/** A string is the passphrase; `passkey` is what the authenticator answered. */
export type UnlockSecret = string | { pin: string } | { passkey: Uint8Array<ArrayBuffer> };

/** Wrong, or not taken now. The next try is taken after `waitSeconds`. */
export type TryRefused =
  | { kind: 'wrong'; tries: number; waitSeconds: number }
  | { kind: 'wait'; waitSeconds: number }
  | { kind: 'damaged'; reason: string; unopenable?: true };

export type UnlockOutcome =
  | { kind: 'open'; user: User }
  | TryRefused
  /** There is no PIN any more: a restart, the end of the shift, or ten wrong tries. */
  | { kind: 'pin-closed' }
  /** The secret is right, and a part of the program itself is neither kept here nor to be had. */
  | { kind: 'not-whole' }
  /** The disk is full: a try is counted, and an opening recorded, on it. Nothing is wrong with what is stored. */
  | { kind: 'no-room' };

/** How the open vault can be opened, beside its passphrase. */
export interface Locks {
  pin: boolean;
  /** It was opened by passphrase or passkey: not by the PIN itself. */
  mayChoosePin: boolean;
  passkey: boolean;
}

export type LockChange =
  | { kind: 'pin'; pin: string }
  | { kind: 'no-pin' }
  /** With the passphrase: whoever finds a vault open gets no way of their own back into it. */
  | { kind: 'passkey'; passphrase: string; passkey: PasskeyRef; secret: Uint8Array<ArrayBuffer> }
  | { kind: 'no-passkey' };

export type LockChangeOutcome =
  | { kind: 'changed' }
  | { kind: 'weak'; reason: string }
  /** Opened by PIN: it has to be opened by passphrase or passkey first. */
  | { kind: 'opened-by-pin' }
  | TryRefused;

export interface VaultApi {
  vaultState(): Promise<VaultState>;
  /** Makes a vault for the user who is signed in, registers the device, and starts the first download. */
  createVault(passphrase: string): Promise<CreateVaultOutcome>;
  unlock(userId: string, secret: UnlockSecret): Promise<UnlockOutcome>;
  locks(): Promise<Locks>;
  /** A PIN outlives this worker only while a keeper runs: the page starts it before. */
  changeLock(change: LockChange): Promise<LockChangeOutcome>;
  /** Drops every key here and in the other tabs. The page then ends this worker. */
  lock(): Promise<void>;
  /** After `wiped`, when somebody has read it: this device may be set up again. */
  startAnew(): Promise<void>;
}
