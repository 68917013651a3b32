/** Everything that one app server is made of, put together in one place and handed to the endpoints. */
import { join } from 'node:path';
import { Access } from './access/access';
import { Organisation } from './access/organisation';
import { staffOf } from './access/staff';
import { dateInUk } from './caseload/calendar';
import { adminJob, ADMIN } from './admin/admin-job';
import type { AdminParts } from './admin/administration';
import { Audit } from './audit/audit';
import { Refusals } from './audit/refusals';
import { Caseloads } from './caseload/caseload';
import { PackCache } from './caseload/pack-cache';
import { PackFiles } from './caseload/pack-files';
import type { Config } from './config';
import { ensureDataFolder } from './data-folder';
import { ensureDemo } from './demo/fill';
import { Emergency } from './emergency/emergency';
import { backupJob, BACKUP } from './backup/backup';
import { listenForJobs } from './control-socket';
import { IMPORT, importJob } from './fhir/import-job';
import { Filing } from './filing/filing';
import { Quarantine } from './filing/quarantine';
import { keepTakingUp } from './filing/take-up';
import { RateLimits } from './http/rate-limits';
import { reportOf } from './http/error-report';
import { Identity } from './identity/identity';
import { Devices } from './journals/devices';
import { Journals } from './journals/journals';
import { ensureServerKeys, type ServerKeys } from './keys';
import { confirmKeys } from './known-keys';
import { Leases } from './lease/leases';
import { keepRecordingOfflineNotices } from './lease/offline-notices';
import { News } from './news/news';
import { isEmbedded } from './store/embedded';
import { openStore } from './store/open';
import { SealedNotes } from './sealed/sealed-notes';
import { RecordStore } from './store/record';
import type { Store } from './store/store';

export interface Server {
  config: Config;
  keys: ServerKeys;
  store: Store;
  record: RecordStore;
  organisation: Organisation;
  access: Access;
  audit: Audit;
  refusals: Refusals;
  devices: Devices;
  caseloads: Caseloads;
  packCache: PackCache;
  journals: Journals;
  filing: Filing;
  quarantine: Quarantine;
  news: News;
  leases: Leases;
  emergency: Emergency;
  sealedNotes: SealedNotes;
  identity: Identity;
  admin: AdminParts;
  limits: Pick<RateLimits, 'take'>;
  close(): Promise<void>;
}

/** Opens the store, fills the demo organisation when that is asked for, and takes up what is unfiled. */
export async function openServer(config: Config, build: string | undefined): Promise<Server> {
  await ensureDataFolder(config.dataDir);
  const keys = await ensureServerKeys(config.keysFile, config.dataDir);
  return openServerOver(await openStore(config), config, keys, build);
}

/** The same over a store that is open already. */
export async function openServerOver(
  store: Store,
  config: Config,
  keys: ServerKeys,
  build?: string,
): Promise<Server> {
  await confirmKeys(store, keys);
  const record = await RecordStore.open(store);
  const organisation = await Organisation.open(store);
  const access = new Access(organisation);
  const audit = await Audit.open({
    store,
    keys: keys.opening,
    secret: keys.secret('audit-countersign'),
    now: () => new Date(),
  });
  const refusals = new Refusals(audit, () => new Date());
  const devices = await Devices.open(store, keys.secret('journal'));
  const quarantine = await Quarantine.open(store);
  const demo = config.demo ? await openDemo(config, keys, organisation, record) : undefined;
  const caseloads = new Caseloads({
    access,
    organisation,
    record,
    serverKeyId: keys.current.kid,
    leaseHours: config.leaseHours,
    unfiledAlarmHours: config.unfiledAlarmHours,
    ensureVisits: (today) => demo?.ensureVisits(today) ?? Promise.resolve(),
  });
  const news = new News({ access, organisation, record });
  const sealedNotes = new SealedNotes({ access, record });
  const emergency = new Emergency({
    access,
    organisation,
    record,
    secret: keys.secret('emergency'),
    now: () => new Date(),
  });
  const filing = new Filing({
    store,
    record,
    devices,
    organisation,
    access,
    audit,
    quarantine,
    keys: keys.opening,
    now: () => new Date(),
    onReceipt: (journal) => {
      journals.signal(journal);
    },
  });
  const journals = new Journals({
    store,
    devices,
    onContact: (name) => {
      filing.notify(name);
    },
  });
  const identity = await Identity.open({ config, keys, store, directory: staffOf(organisation) });
  const now = () => new Date();
  const leases = await Leases.open({ store, keys, hours: config.leaseHours, now });
  const { sessions } = identity;
  const admin = { organisation, devices, sessions, audit, leases, origin: config.origin, now };
  const stopTakingUp = keepTakingUp({ store, filing });
  const { dataDir, origin } = config;
  const stopRecording = keepRecordingOfflineNotices({ dataDir, audit, signer: leases.signer, origin });
  const limits = await RateLimits.open(store);
  const control = await openControl(config, keys, { store, organisation, record, admin });
  const close = async () => {
    news.close();
    await control?.close();
    journals.close();
    stopTakingUp();
    await stopRecording();
    await identity.close();
    await filing.close();
    await refusals.close();
    await audit.close();
    organisation.close();
    record.close();
    await store.close();
  };
  return {
    config,
    keys,
    store,
    record,
    organisation,
    access,
    audit,
    refusals,
    devices,
    caseloads,
    packCache: openPackCache(store, config, build),
    journals,
    filing,
    quarantine,
    news,
    leases,
    emergency,
    sealedNotes,
    identity,
    admin,
    limits,
    close,
  };
}

/** An app server beside a CouchDB keeps nothing on its own disk. */
function openPackCache(store: Store, { dataDir }: Config, build: string | undefined): PackCache {
  if (!isEmbedded(store) || build === undefined) return new PackCache();
  return new PackCache(undefined, new PackFiles(join(dataDir, 'packs'), build));
}

/** Another process can open a CouchDB itself; the embedded store it can't. */
function openControl(
  { dataDir, keysFile }: Config,
  keys: ServerKeys,
  { store, record, organisation, admin }: Pick<Server, 'store' | 'record' | 'organisation' | 'admin'>,
) {
  if (!isEmbedded(store)) return undefined;
  const jobs = new Map([
    [ADMIN, adminJob(admin)],
    [IMPORT, importJob({ record, organisation, secret: keys.secret('patient-id') })],
    [BACKUP, backupJob({ store, keysFile, audit: admin.audit, now: () => new Date() })],
  ]);
  return listenForJobs(dataDir, jobs, (cause) => {
    console.error('A job failed:', reportOf(cause));
  });
}

function openDemo(config: Config, keys: ServerKeys, organisation: Organisation, record: RecordStore) {
  return ensureDemo({
    organisation,
    record,
    secret: keys.secret('patient-id'),
    patients: config.patients,
    today: dateInUk(new Date()),
    log: (line) => {
      console.log(line);
    },
  });
}
