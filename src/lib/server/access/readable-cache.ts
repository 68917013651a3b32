/** Who may see whom, as it was last worked out: good until the organisation changes or a reason begins or ends by itself. */
import type { Why } from '../../record/caseload';
import type { Organisation } from './organisation';
import type { View } from './view';

/** Patients of all users together: about 100 bytes each. */
const ROOM = 1_000_000;

/** A patient whom a user may see: why, and how much. */
export interface Seen {
  why: Why[];
  view: View;
}

interface Held {
  seen: ReadonlyMap<string, Seen>;
  revision: number;
  at: Date;
}

export class ReadableCache {
  readonly #organisation: Pick<Organisation, 'revision' | 'turnsBetween'>;
  readonly #room: number;
  /** In order of use, longest ago first. */
  readonly #held = new Map<string, Held>();
  #used = 0;

  constructor(organisation: Pick<Organisation, 'revision' | 'turnsBetween'>, room = ROOM) {
    this.#organisation = organisation;
    this.#room = room;
  }

  /** What `read` would come to at `now`. */
  async get(
    userId: string,
    now: Date,
    read: () => Promise<ReadonlyMap<string, Seen>>,
  ): Promise<ReadonlyMap<string, Seen>> {
    const held = this.#held.get(userId);
    const stays = held !== undefined && !(await this.#organisation.turnsBetween(held.at, now));
    const { revision } = this.#organisation;
    if (stays && held.revision === revision) {
      if (this.#held.delete(userId)) this.#held.set(userId, held);
      return held.seen;
    }
    const seen = await read();
    this.#keep(userId, { seen, revision, at: now });
    return seen;
  }

  /** Lets go of whom nobody asked for longest. */
  #keep(userId: string, held: Held): void {
    this.#drop(userId);
    this.#held.set(userId, held);
    this.#used += held.seen.size;
    for (const oldest of this.#held.keys()) {
      if (this.#used <= this.#room) return;
      this.#drop(oldest);
    }
  }

  #drop(userId: string): void {
    this.#used -= this.#held.get(userId)?.seen.size ?? 0;
    this.#held.delete(userId);
  }
}
