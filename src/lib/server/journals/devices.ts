/** The devices that made themselves known, each with the journal of one user's vault on it. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { LossSchema, type ContactReport, type Loss } from '../../record/contact';
import { PublicKeySchema, type RegistrationRequest } from '../../record/registration';
import { opaqueId } from '../patient-id';
import type { Store } from '../store/store';
import { ValueStore } from '../store/values';

const LostSchema = v.looseObject({
  deviceId: v.string(),
  /** ISO instants: when an administrator said so, and when which enrolment reported that it has wiped itself. */
  lostAt: v.string(),
  wiped: v.record(v.string(), v.string()),
});
export type LostDevice = v.InferOutput<typeof LostSchema>;

const DeviceSchema = v.looseObject({
  journalBase: v.string(),
  userId: v.string(),
  deviceId: v.string(),
  /** Receipts are sealed for it. */
  vaultKey: PublicKeySchema,
  appVersion: v.string(),
  /** ISO instant. */
  lastContact: v.string(),
  /** As the device said at its last report: entries that are not filed yet, and when the oldest was written. */
  unfiled: v.optional(v.number()),
  oldestUnfiled: v.optional(v.string()),
  /** Until when its lease runs, to within an hour. ISO instant. */
  leaseUntil: v.optional(v.string()),
});
export type Device = v.InferOutput<typeof DeviceSchema>;

const StoredLossSchema = v.looseObject({ ...LossSchema.entries, journalBase: v.string() });
export type DeviceLoss = v.InferOutput<typeof StoredLossSchema>;

const ProofsSchema = v.looseObject({
  /** Seals of the entries that were written before this enrolment's entries carried proofs. */
  vouched: v.array(v.string()),
});
export type Proofs = v.InferOutput<typeof ProofsSchema>;

/** Journal bases begin with a `j`. */
const DEVICES = { startkey: 'j', endkey: 'j\uffff' };
const LOSSES = { startkey: 'loss:', endkey: 'loss:\uffff' };

/** A contact is written down once in this time. */
const CONTACT_MS = 3_600_000;

const proofsId = (journalBase: string) => `proofs:${journalBase}`;
const lostId = (deviceId: string) => `lost:${deviceId}`;

export class Devices {
  readonly #values: ValueStore;
  readonly #secret: Uint8Array;

  private constructor(values: ValueStore, secret: Uint8Array) {
    this.#values = values;
    this.#secret = secret;
  }

  /** `secret` makes the journals' names; it must stay the same. */
  static async open(store: Store, secret: Uint8Array): Promise<Devices> {
    return new Devices(new ValueStore(await store.open('devices')), secret);
  }

  /**
   * The journal of this user's vault on this device: the same each time. A vault made anew has another key, and so another
   * journal; receipts of the old one stay sealed for the old key.
   */
  async register(userId: string, request: RegistrationRequest, now: Date): Promise<Device> {
    const { deviceId, vaultKey, appVersion } = request;
    const journalBase = opaqueId('j', this.#secret, [userId, deviceId, vaultKey.x, vaultKey.y].join('\n'));
    const known = await this.find(journalBase);
    const lastContact = now.toISOString();
    const device = { ...known, journalBase, userId, deviceId, vaultKey, appVersion, lastContact };
    await this.#values.put([[journalBase, device]]);
    // Once: from then on nobody can add to what needs no proof.
    if (request.proofs && !(await this.findProofs(journalBase))) {
      await this.#values.put([[proofsId(journalBase), { vouched: request.proofs.vouched }]]);
    }
    return device;
  }

  /** Undefined: an app of before proofs writes into this journal. */
  async findProofs(journalBase: string): Promise<Proofs | undefined> {
    return (await this.#values.find(ProofsSchema, [proofsId(journalBase)]))[0];
  }

  /** Shows that a request comes from this enrolment. The same each time, so that no answer to a registration is missed for good. */
  credentialOf(journalBase: string): string {
    const code = createHmac('sha256', this.#secret).update(`credential\n${journalBase}`).digest();
    // 128 bits: it goes with every request, and can only be guessed at the server.
    return `${journalBase}.${code.subarray(0, 16).toString('base64url')}`;
  }

  async findByCredential(credential: string): Promise<Device | undefined> {
    const [journalBase = ''] = credential.split('.');
    const [given, right] = [credential, this.credentialOf(journalBase)].map((text) => Buffer.from(text));
    if (!given || !right || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return this.find(journalBase);
  }

  /**
   * A device is lost: from now on it gets the order to wipe itself, and nothing else. For all who have a vault on it, whose
   * enrolments this answers; when there are none, there is no such device. A separate document: a contact that is noted
   * meanwhile can't undo it.
   */
  async markLost(deviceId: string, now: Date): Promise<Device[]> {
    const enrolled = (await this.findAll()).filter((device) => device.deviceId === deviceId);
    if (enrolled.length === 0) return [];
    const known = await this.findLost(deviceId);
    const lost = known ?? { deviceId, lostAt: now.toISOString(), wiped: {} };
    await this.#values.put([[lostId(deviceId), lost]]);
    return enrolled;
  }

  /** Every device that was ever reported lost. */
  allLost(): Promise<LostDevice[]> {
    return this.#values.range(LostSchema, { startkey: 'lost:', endkey: 'lost:\uffff' });
  }

  async findLost(deviceId: string): Promise<LostDevice | undefined> {
    return (await this.#values.find(LostSchema, [lostId(deviceId)]))[0];
  }

  async noteWiped({ deviceId, journalBase }: Device, now: Date): Promise<void> {
    const lost = await this.findLost(deviceId);
    if (!lost) return;
    const wiped = { ...lost.wiped, [journalBase]: now.toISOString() };
    await this.#values.put([[lostId(deviceId), { ...lost, wiped }]]);
  }

  async find(journalBase: string): Promise<Device | undefined> {
    return (await this.#values.find(DeviceSchema, [journalBase]))[0];
  }

  /** Every enrolment that ever was. */
  findAll(): Promise<Device[]> {
    return this.#values.range(DeviceSchema, DEVICES);
  }

  /** Entries that devices have lost, as they told. */
  losses(): Promise<DeviceLoss[]> {
    return this.#values.range(StoredLossSchema, LOSSES);
  }

  /** Keeps what a device says of itself. Its losses are kept for good, each under an id of its own. */
  async report(device: Device, report: ContactReport, now: Date): Promise<void> {
    const { appVersion, unfiled, oldestUnfiled, losses } = report;
    const { journalBase } = device;
    const { oldestUnfiled: _, ...rest } = device;
    const said = { appVersion, unfiled, ...(oldestUnfiled === undefined ? {} : { oldestUnfiled }) };
    await this.#values.put([
      [journalBase, { ...rest, ...said, lastContact: now.toISOString() }],
      ...losses.map((loss: Loss) => [`loss:${journalBase}:${loss.id}`, { ...loss, journalBase }] as const),
    ]);
  }

  /** A device has been given a lease. */
  async noteLease(device: Device, until: string): Promise<void> {
    if (Math.abs(Date.parse(until) - Date.parse(device.leaseUntil ?? '')) < CONTACT_MS) return;
    await this.#values.put([[device.journalBase, { ...device, leaseUntil: until }]]);
  }

  async touch(device: Device, now: Date): Promise<void> {
    if (now.getTime() - Date.parse(device.lastContact) < CONTACT_MS) return;
    await this.#values.put([[device.journalBase, { ...device, lastContact: now.toISOString() }]]);
  }
}
