/** `npm run admin -- ACT [--NAME VALUE…]`: what the administration page does, and whether the audit is whole. */
import * as v from 'valibot';
import { Organisation } from '../lib/server/access/organisation';
import {
  ADMIN,
  AdminAnswerSchema,
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
import { readAdminRequest, USAGE } from './admin-request';
import { runCommand, UsageError } from './command';
import { offlineNotice } from './offline-notice';

await runCommand(async () => {
  if (process.argv.includes('--offline')) {
    console.log(await offlineNotice(process.argv.slice(2), USAGE, { env: process.env, now: new Date() }));
    return;
  }
  const request = readAdminRequest(process.argv.slice(2));
  const config = readConfig(process.env);
  const handedOver =
    config.couchdbUrl === undefined ? await handOver(config.dataDir, ADMIN, request) : undefined;
  const { kind, words } = handedOver
    ? v.parse(AdminAnswerSchema, handedOver.outcome)
    : await answerHere(config, request);
  if (kind === 'refused') throw new UsageError(words);
  console.log(words);
});

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
