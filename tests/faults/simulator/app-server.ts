/** One process of the server: the real parts of it over databases that outlive it, until it is killed. */
import { ContactReportSchema } from '../../../src/lib/record/contact';
import { RegistrationRequestSchema, type PublicKey } from '../../../src/lib/record/registration';
import { PackRequestSchema } from '../../../src/lib/record/pack';
import { Access } from '../../../src/lib/server/access/access';
import { Organisation } from '../../../src/lib/server/access/organisation';
import { Caseloads } from '../../../src/lib/server/caseload/caseload';
import { caseloadResponse } from '../../../src/lib/server/caseload/caseload-response';
import { PackCache } from '../../../src/lib/server/caseload/pack-cache';
import { packsResponse } from '../../../src/lib/server/caseload/packs-response';
import { Filing } from '../../../src/lib/server/filing/filing';
import { Quarantine } from '../../../src/lib/server/filing/quarantine';
import { Devices } from '../../../src/lib/server/journals/devices';
import { Journals } from '../../../src/lib/server/journals/journals';
import { RecordStore } from '../../../src/lib/server/store/record';
import type { KeyPair } from '../../support/office';
import type { Databases } from './databases';
import { mortalStore, type Mortality } from './mortal-store';
import * as v from 'valibot';

export class AppServer {
  readonly #packCache = new PackCache();
  private constructor(
    readonly mortality: Mortality,
    readonly record: RecordStore,
    readonly organisation: Organisation,
    readonly access: Access,
    readonly devices: Devices,
    readonly quarantine: Quarantine,
    readonly caseloads: Caseloads,
    readonly filing: Filing,
    readonly journals: Journals,
    readonly serverKey: PublicKey,
  ) {}

  /** As `openServer`, without sign-in, demo and sockets. */
  static async open(databases: Databases, key: KeyPair, mortality: Mortality): Promise<AppServer> {
    const store = mortalStore(databases, mortality);
    const record = await RecordStore.open(store);
    const organisation = await Organisation.open(store);
    const now = () => new Date();
    const access = new Access(organisation, now);
    const devices = await Devices.open(store, new TextEncoder().encode('secret'));
    const quarantine = await Quarantine.open(store);
    const serverKeyId = key.public.kid;
    const caseloads = new Caseloads({ access, organisation, record, serverKeyId, leaseHours: 72 });
    const onReceipt = (name: string) => {
      journals.signal(name);
    };
    const filing = new Filing({
      ...{ store, record, organisation, access, devices, quarantine, now, onReceipt },
      audit: { record: () => Promise.resolve() },
      keys: [key.opening],
    });
    const onContact = (name: string) => {
      filing.notify(name);
    };
    const journals: Journals = new Journals({ store, devices, onContact });
    await filing.takeUp();
    return new AppServer(
      mortality,
      record,
      organisation,
      access,
      devices,
      quarantine,
      caseloads,
      filing,
      journals,
      key.public,
    );
  }

  /** What `src/routes` answers to a signed-in user. */
  async answer(userId: string, path: string, request: Request): Promise<Response> {
    const now = new Date();
    const [, place, name = '', ...rest] = path.split('/').map(decodeURIComponent);
    if (place === 'journals') return this.journals.answer({ userId }, name, rest.join('/'), request);
    switch (name) {
      case 'session': {
        const user = await this.organisation.findUser(userId);
        return Response.json({ user, demo: true, until: new Date(now.getTime() + 86_400_000).toISOString() });
      }
      case 'caseload':
        return caseloadResponse(request, userId, this.caseloads, now);
      case 'packs':
        return this.#packs(userId, request);
      case 'devices': {
        const asked = v.parse(RegistrationRequestSchema, await request.json());
        const { journalBase } = await this.devices.register(userId, asked, now);
        return Response.json({ journalBase, credential: 'shown to nobody', serverKey: this.serverKey });
      }
      // There are none.
      case 'sealed-notes':
        return Response.json({ sets: [], gone: [] });
      case 'emergency':
        return Response.json({ asOf: now.toISOString(), key: '', envelopes: [], gone: [], left: 0 });
      case 'contact': {
        const report = v.parse(ContactReportSchema, await request.json());
        const device = await this.devices.find(report.journalBase);
        if (device?.userId !== userId) return Response.json({}, { status: 403 });
        await this.devices.report(device, report, now);
        return Response.json({ serverVersion: '0' });
      }
      default:
        return Response.json({}, { status: 404 });
    }
  }

  async #packs(userId: string, request: Request): Promise<Response> {
    const want =
      request.method === 'GET'
        ? (await this.caseloads.of(userId, new Date())).caseload.rows.map(({ patientId }) => ({ patientId }))
        : v.parse(PackRequestSchema, await request.json()).want;
    const readable = await this.access.readable(userId);
    const answer = packsResponse(request, want, {
      record: this.record,
      cache: this.#packCache,
      viewOf: (patientId) => readable.get(patientId)?.view,
      now: () => new Date(),
    });
    return new Response(await answer.arrayBuffer(), { headers: answer.headers });
  }
}
