/** What the data worker is made of, put together. */
import { expose } from 'comlink';
import { version } from '../../../package.json';
import { AuditStore } from './audit/audit-store';
import { CacheWitness } from './audit/witness';
import { Device } from './device';
import { DeviceEvents } from './device-events';
import { asEnrolled, Enrolments } from './enrolments';
import { EntryCopies } from './journal/entry-copies';
import { openCopyLog } from './journal/open-copy-log';
import { JournalRegistry } from './journal/registry';
import { CacheReserve } from './storage/reserve';
import { ServerClient } from './sync/server-client';
import { Sentinel } from './vault/sentinel';
import { Vault } from './vault/vault';
import { VaultCopies } from './vault/vault-copies';
import { VaultStore } from './vault/vault-store';
import { EntryWitness } from './witness/entry-witness';
import { LossBook } from './witness/loss-book';
import { CachePlace } from './witness/place';

const place = new CachePlace();
const sentinel = new Sentinel(place, navigator.locks);
const vaultCopies = new VaultCopies(place);

const enrolments = new Enrolments(place);
const device = new Device({
  server: new ServerClient(),
  vaults: new Vault(new VaultStore(vaultCopies), sentinel),
  vaultCopies,
  sentinel,
  entryWitness: new EntryWitness(place, navigator.locks),
  entryCopies: new EntryCopies(place, () => openCopyLog(navigator.storage)),
  losses: new LossBook(place, navigator.locks),
  enrolments,
  registry: new JournalRegistry(),
  audits: new AuditStore(),
  witness: new CacheWitness(),
  events: new DeviceEvents(),
  locks: navigator.locks,
  storage: navigator.storage,
  reserve: new CacheReserve(navigator.storage),
  journalsAddress: `${location.origin}/journals`,
  ask: asEnrolled((input, options) => fetch(input, options), enrolments),
  now: () => Date.now(),
  appVersion: version,
});

device.startErrands();
expose(device);
