/** What the data worker finds around it. Tests put their own in place. */
import type { AuditStore } from './audit/audit-store';
import type { Witness } from './audit/witness';
import type { DeviceEvents } from './device-events';
import type { Enrolments } from './enrolments';
import type { EntryCopies } from './journal/entry-copies';
import type { JournalDatabases } from './journal/journal-db';
import type { JournalRegistry } from './journal/registry';
import type { Reserve } from './storage/reserve';
import type { Storage } from './storage/room';
import type { OpenEventSource } from './sync/news';
import type { ServerClient } from './sync/server-client';
import type { TabMessage } from './tabs';
import type { Sentinel } from './vault/sentinel';
import type { Vault } from './vault/vault';
import type { VaultCopies } from './vault/vault-copies';
import type { EntryWitness } from './witness/entry-witness';
import type { LossBook } from './witness/loss-book';

export interface Surroundings {
  server: ServerClient;
  vaults: Vault;
  vaultCopies: VaultCopies;
  sentinel: Sentinel;
  entryWitness: EntryWitness;
  entryCopies: EntryCopies;
  losses: LossBook;
  enrolments: Enrolments;
  registry: JournalRegistry;
  audits: AuditStore;
  witness: Witness;
  events: DeviceEvents;
  locks: LockManager;
  storage: Storage;
  reserve: Reserve;
  /** Where the journals are served, without a slash at the end. */
  journalsAddress: string;
  ask: typeof fetch;
  openNews?: OpenEventSource;
  /** Device time, ms. */
  now: () => number;
  /** Counts while the worker runs, whatever the device's clock is set to, ms. */
  monotonic?: () => number;
  appVersion: string;
}

/** What an open vault needs beside. */
export interface OpenSurroundings extends Surroundings {
  databases: JournalDatabases;
}

/** What concerns more than an open vault. */
export interface Hooks {
  /** The other tabs. */
  tell: (message: TabMessage) => void;
  /** The server says that this device was reported lost. */
  onLost: () => void;
  /** The server does not answer whose vault is open: they are not signed in, or have left. */
  onSignedOut: () => void;
}
