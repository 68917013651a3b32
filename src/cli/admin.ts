/** `npm run admin -- ACT [--NAME VALUE…]`: what the administration page does, and whether the audit is whole. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { Organisation } from '../lib/server/access/organisation';
import {
  ADMIN,
  AdminAnswerSchema,
  AdminRequestSchema,
  answer,
  type AdminAnswer,
  type AdminRequest,
} from '../lib/server/admin/admin-job';
import { Audit } from '../lib/server/audit/audit';
import { readConfig, type Config } from '../lib/server/config';
import { handOver } from '../lib/server/control-socket';
import { Leases } from '../lib/server/lease/leases';
import { openSessions } from '../lib/server/identity/open-sessions';
import { Devices } from '../lib/server/journals/devices';
import { ensureServerKeys } from '../lib/server/keys';
import { openStore } from '../lib/server/store/open';
import { runCommand, UsageError } from './command';
import { offlineNotice } from './offline-notice';

const USAGE = `Usage: npm run admin -- ACT
  list-users | list-teams | list-devices | verify-audit
  add-user --username NAME --name NAME --role ROLE [--teams ID,ID]
  change-user --user ID --role ROLE [--teams ID,ID]
  remove-user --user ID | sign-out-user --user ID
  add-team --name NAME --kind team|round|cover
  mark-lost --device ID
  add-patient --team ID --patient ID | remove-patient --team ID --patient ID
  set-lease-hours --hours N
  outage-notice --until 2026-12-01T08:00 --reason WHY [--without NAME,NAME]
      (leases run on until then, but for these users, for whoever has left, and for devices that were reported lost;
      prints the notice as an address and a code)
  outage-notice --until 2026-12-01T08:00 --reason WHY --offline [--without ENROLMENT,ENROLMENT]
      (while the database is down: from KEYS_FILE alone. Leaves out only the devices that are named, by the last column of
      list-devices: not whoever has left or what was reported lost, unless named. Reaches devices only by its address, code
      or file, and comes into the audit when a server with the same data folder has its database again)`;

await runCommand(async () => {
  if (process.argv.includes('--offline')) {
    console.log(await offlineNotice(process.argv.slice(2), USAGE, { env: process.env, now: new Date() }));
    return;
  }
  const request = readRequest();
  const config = readConfig(process.env);
  const handedOver =
    config.couchdbUrl === undefined ? await handOver(config.dataDir, ADMIN, request) : undefined;
  const { kind, words } = handedOver
    ? v.parse(AdminAnswerSchema, handedOver.outcome)
    : await answerHere(config, request);
  if (kind === 'refused') throw new UsageError(words);
  console.log(words);
});

function readRequest(): AdminRequest {
  const option = { type: 'string' } as const;
  const names = [
    'username',
    'name',
    'role',
    'teams',
    'user',
    'kind',
    'team',
    'patient',
    'device',
    'hours',
    'until',
    'reason',
    'without',
  ];
  try {
    const options = Object.fromEntries(names.map((name) => [name, option]));
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const parsed = v.safeParse(AdminRequestSchema, { act: positionals[0], ...values });
    if (parsed.success && positionals.length === 1) return parsed.output;
  } catch (cause) {
    throw new UsageError(USAGE, { cause });
  }
  throw new UsageError(USAGE);
}

/** No server runs, or the store is CouchDB's, which many may open. */
async function answerHere(config: Config, request: AdminRequest): Promise<AdminAnswer> {
  const keys = await ensureServerKeys(config.keysFile, config.dataDir);
  const store = await openStore(config);
  const now = () => new Date();
  try {
    const organisation = await Organisation.open(store);
    const secret = keys.secret('audit-countersign');
    const audit = await Audit.open({ store, keys: keys.opening, secret, now });
    const devices = await Devices.open(store, keys.secret('journal'));
    const sessions = await openSessions(store, config, keys);
    const leases = await Leases.open({ store, keys, hours: config.leaseHours, now });
    const { origin } = config;
    try {
      return await answer(request, { organisation, devices, sessions, audit, leases, origin, now });
    } finally {
      await audit.close();
      organisation.close();
    }
  } finally {
    await store.close();
  }
}
