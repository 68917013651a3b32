/** Losses of this device, until the server and the person have been told of them. */
import * as v from 'valibot';
import { LossSchema, type Loss } from '../../record/contact';
import type { WitnessPlace } from './place';

const BookedLossesSchema = v.array(v.looseObject({ loss: LossSchema, told: v.boolean(), read: v.boolean() }));
type BookedLoss = v.InferOutput<typeof BookedLossesSchema>[number];

export class LossBook {
  readonly #place: WitnessPlace;
  readonly #locks: LockManager;

  constructor(place: WitnessPlace, locks: LockManager) {
    this.#place = place;
    this.#locks = locks;
  }

  /** All that was ever booked for this user: an entry is lost once. */
  async findAll(userHash: string): Promise<Loss[]> {
    return (await this.#find(userHash)).map(({ loss }) => loss);
  }

  async untold(userHash: string): Promise<Loss[]> {
    return (await this.#find(userHash)).filter(({ told }) => !told).map(({ loss }) => loss);
  }

  async unread(userHash: string): Promise<Loss[]> {
    return (await this.#find(userHash)).filter(({ read }) => !read).map(({ loss }) => loss);
  }

  async book(userHash: string, loss: Loss): Promise<void> {
    await this.#change(userHash, (before) => [...before, { loss, told: false, read: false }]);
  }

  /** The server has heard of them. */
  async markTold(userHash: string, ids: readonly string[]): Promise<void> {
    await this.#change(userHash, (before) =>
      before.map((booked) => (ids.includes(booked.loss.id) ? { ...booked, told: true } : booked)),
    );
  }

  /** The person has read of all of them. */
  async markRead(userHash: string): Promise<void> {
    await this.#change(userHash, (before) => before.map((booked) => ({ ...booked, read: true })));
  }

  async #change(userHash: string, change: (before: BookedLoss[]) => BookedLoss[]): Promise<void> {
    await this.#locks.request(`doorstep-losses-${userHash}`, async () => {
      await this.#place.save(keyOf(userHash), change(await this.#find(userHash)));
    });
  }

  async #find(userHash: string): Promise<BookedLoss[]> {
    const parsed = v.safeParse(BookedLossesSchema, await this.#place.find(keyOf(userHash)));
    return parsed.success ? parsed.output : [];
  }
}

function keyOf(userHash: string): string {
  return `losses/${userHash}`;
}
