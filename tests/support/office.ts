/** The server's parts without HTTP and sign-in: a store, two nurses of one team, one patient, and what files their entries. */
import { randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type { Entry, EntryBody } from '../../src/lib/record/entry';
import { entryDocId, journalName, receiptDocId } from '../../src/lib/record/ids';
import { ReceiptDocSchema, type EntryDoc, type ReceiptDoc } from '../../src/lib/record/journal-docs';
import { agreementKey, proofKey, proofOf } from '../../src/lib/record/proof';
import { ReceiptDetailSchema, type ReceiptDetail } from '../../src/lib/record/receipt';
import type { PublicKey } from '../../src/lib/record/registration';
import { openSealed, sealHash, sealJson, type OpeningKey } from '../../src/lib/record/seal';
import { Access } from '../../src/lib/server/access/access';
import { Audit } from '../../src/lib/server/audit/audit';
import { Organisation } from '../../src/lib/server/access/organisation';
import { Filing } from '../../src/lib/server/filing/filing';
import { Quarantine } from '../../src/lib/server/filing/quarantine';
import { Devices, type Device } from '../../src/lib/server/journals/devices';
import { Journals } from '../../src/lib/server/journals/journals';
import { pairOf, type NativeKey } from '../../src/lib/server/native-seal';
import { findDocument } from '../../src/lib/server/store/documents';
import { RecordStore } from '../../src/lib/server/store/record';
import type { Store } from '../../src/lib/server/store/store';
import * as v from 'valibot';

export const PATIENT = 'p00000000000000000000001';
export const NOW = new Date('2026-11-22T10:00:00.000Z');
const TEAM = { id: 't1', name: 'North' };

export interface KeyPair {
  public: PublicKey;
  opening: OpeningKey & NativeKey;
}

export async function makeKeyPair(): Promise<KeyPair> {
  const kid = randomUUID();
  const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const { kty, crv, x, y, d = '' } = await exportJWK(pair.privateKey);
  const opening = { kid, key: pair.privateKey, pair: pairOf(d) };
  return { public: { kid, kty, crv, x, y } as PublicKey, opening };
}

/** One nurse's vault on one device. */
export interface Nurse {
  userId: string;
  name: string;
  vault: KeyPair;
  device: Device;
  journal: string;
}

export class Office {
  private constructor(
    readonly store: Store,
    readonly serverKey: KeyPair,
    readonly record: RecordStore,
    readonly organisation: Organisation,
    readonly devices: Devices,
    readonly quarantine: Quarantine,
    readonly audit: Audit,
    readonly filing: Filing,
    readonly journals: Journals,
  ) {}

  /** Another office over the same store is another app server. `now` is its clock. */
  static async open(
    store: Store,
    serverKey: KeyPair,
    { now = () => NOW, firstRetryMs = 60_000 }: { now?: () => Date; firstRetryMs?: number } = {},
  ): Promise<Office> {
    const record = await RecordStore.open(store);
    const organisation = await Organisation.open(store);
    const access = new Access(organisation, now);
    const devices = await Devices.open(store, new TextEncoder().encode('secret'));
    const quarantine = await Quarantine.open(store);
    const audit = await Audit.open({ store, keys: [serverKey.opening], secret: new Uint8Array(32), now });
    const filing = new Filing({
      store,
      record,
      organisation,
      access,
      devices,
      quarantine,
      audit,
      keys: [serverKey.opening],
      now,
      onReceipt: (name) => {
        journals.signal(name);
      },
      firstRetryMs,
    });
    const journals = new Journals({
      store,
      devices,
      onContact: (name) => {
        filing.notify(name);
      },
    });
    await organisation.putTeam({ ...TEAM, kind: 'team' });
    return new Office(store, serverKey, record, organisation, devices, quarantine, audit, filing, journals);
  }

  async admitPatient(): Promise<void> {
    await this.organisation.addPatients(TEAM.id, [PATIENT]);
    await this.record.commit(PATIENT, () => [
      { resourceType: 'Patient', id: 'a' },
      { resourceType: 'Goal', id: 'g1', description: { text: 'Walk to the shop' }, note: [{ text: 'old' }] },
    ]);
  }

  /** A nurse without a device. Answers the name. */
  async hire(userId: string): Promise<string> {
    const name = `Nurse ${userId}`;
    const user = { id: userId, username: userId, name, role: 'community-nurse', teams: [TEAM] };
    await this.organisation.putUser(user);
    return name;
  }

  /** `known`: a nurse whose vault and device are those of another office. */
  async employ(userId: string, known?: Nurse): Promise<Nurse> {
    const name = await this.hire(userId);
    const vault = known?.vault ?? (await makeKeyPair());
    const deviceId = known?.device.deviceId ?? `d${randomBytes(12).toString('hex')}`;
    const request = { deviceId, vaultKey: vault.public, appVersion: '1', proofs: { vouched: [] } };
    const device = await this.devices.register(userId, request, NOW);
    return { userId, name, vault, device, journal: journalName(device.journalBase, NOW) };
  }

  /** Seals an entry and puts it into its author's journal, as replication would; then files. */
  async deliver(nurse: Nurse, entry: Entry, attempt = 1): Promise<void> {
    await this.put(nurse, await this.sealed(nurse, entry, attempt));
    this.filing.notify(nurse.journal);
    await this.filing.settled();
  }

  async sealed(nurse: Nurse, entry: unknown, attempt = 1, id = (entry as Entry).id): Promise<EntryDoc> {
    const _id = entryDocId(id);
    const sealed = await sealJson(entry, _id, [this.serverKey.public, nurse.vault.public]);
    const key = await proofKey(nurse.vault.opening.key, await agreementKey(this.serverKey.public));
    const proof = await proofOf(await sealHash(sealed), key);
    return { _id, type: 'entry', format: 1, attempt, sealed, proof };
  }

  async put(nurse: Nurse, doc: { _id: string }): Promise<void> {
    await this.store.withJournal(nurse.journal, async (journal) => {
      const held = (await findDocument(journal, doc._id)) as { _rev: string } | undefined;
      await journal.put({ ...doc, ...(held ? { _rev: held._rev } : {}) });
    });
  }

  findReceipt(nurse: Nurse, entryId: string): Promise<ReceiptDoc | undefined> {
    return this.store.withJournal(nurse.journal, async (journal) => {
      const found = await findDocument(journal, receiptDocId(entryId));
      return found === undefined ? undefined : v.parse(ReceiptDocSchema, found);
    });
  }

  /** Outcome and detail of a receipt, as its author reads it. */
  async answer(
    nurse: Nurse,
    entryId: string,
  ): Promise<{ outcome: string; detail: ReceiptDetail } | undefined> {
    const receipt = await this.findReceipt(nurse, entryId);
    if (!receipt?.sealed) return undefined;
    const opened = await openSealed(receipt.sealed, receipt._id, [nurse.vault.opening]);
    if (opened.kind !== 'opened') throw new Error('the author can’t open the receipt');
    return { outcome: receipt.outcome, detail: v.parse(ReceiptDetailSchema, opened.value) };
  }

  async close(): Promise<void> {
    this.journals.close();
    await this.filing.close();
    await this.audit.close();
    this.organisation.close();
    this.record.close();
  }
}

export function entryOf(nurse: Nurse, body: EntryBody, more: Partial<Entry> = {}): Entry {
  return {
    format: 1,
    id: randomUUID(),
    patientId: PATIENT,
    author: { userId: nurse.userId, name: nurse.name, role: 'community-nurse' },
    deviceId: nurse.device.deviceId,
    writtenAt: '2026-11-22T09:00:00.000Z',
    clock: { deviceTime: '2026-11-22T09:00:00.000Z', offsetMs: 0, adjusted: false },
    body,
    ...more,
  };
}
