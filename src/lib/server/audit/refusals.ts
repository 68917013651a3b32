/**
 * Refusals on record, without end for nobody's disk: the first of a kind at once, those that follow it within a time
 * together, as one with how many they were. Of too many different ones in that time, the rest is one.
 */
import type { Act } from '../../record/audit-event';
import { reportOf } from '../http/error-report';
import type { Audit } from './audit';

/** What was refused, and to whom. `by`: who is signed in. */
export interface Refusal {
  /** What it was, by its route: nothing that the request says. */
  reason: string;
  patientId?: string;
  /** Whose device or account it is, where nobody is signed in. */
  aboutUserId?: string;
  by?: { id: string; role: string };
  /** Where the request came from, where nobody is known. */
  address?: string;
  /** How many it stands for: one, when absent. */
  times?: number;
}

interface Limits {
  /** For so long the same refusal is counted only. */
  sameMs: number;
  /** So many that differ are told apart in that time. */
  most: number;
}

const OF_THE_KNOWN: Limits = { sameMs: 60_000, most: 300 };
/** Anybody may ask, from any address. Also tablets whose sign-in has ended, each minute. */
const OF_STRANGERS: Limits = { sameMs: 600_000, most: 50 };
const MANY: Refusal = { reason: 'many others' };

export class Refusals {
  readonly #known: Tally;
  readonly #strangers: Tally;

  constructor(audit: Pick<Audit, 'record'>, now: () => Date) {
    this.#known = new Tally(audit, now, OF_THE_KNOWN);
    this.#strangers = new Tally(audit, now, OF_STRANGERS);
  }

  /** Resolves when it is on record, or counted for a record to come. */
  note(refusal: Refusal): Promise<void> {
    return (refusal.by ? this.#known : this.#strangers).note(refusal);
  }

  /** Records what is counted. */
  async close(): Promise<void> {
    await this.#known.close();
    await this.#strangers.close();
  }
}

class Tally {
  readonly #audit: Pick<Audit, 'record'>;
  readonly #now: () => Date;
  readonly #limits: Limits;
  /** Those of the present time, each with how many are not on record yet. */
  readonly #seen = new Map<string, { refusal: Refusal; more: number }>();
  #until = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(audit: Pick<Audit, 'record'>, now: () => Date, limits: Limits) {
    this.#audit = audit;
    this.#now = now;
    this.#limits = limits;
  }

  async note(refusal: Refusal): Promise<void> {
    const now = this.#now().getTime();
    // Also when the clock went back.
    if (now >= this.#until || now < this.#until - this.#limits.sameMs) await this.#begin(now);
    const key = keyOf(refusal);
    const kept = this.#seen.has(key) || this.#seen.size < this.#limits.most ? refusal : MANY;
    const seen = this.#seen.get(keyOf(kept));
    if (seen) {
      seen.more += refusal.times ?? 1;
      return;
    }
    this.#seen.set(keyOf(kept), { refusal: kept, more: 0 });
    await this.#record(kept, refusal.times);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const counted = [...this.#seen.values()].filter(({ more }) => more > 0);
    this.#seen.clear();
    await Promise.all(counted.map(({ refusal, more }) => this.#record(refusal, more)));
  }

  async #begin(now: number): Promise<void> {
    this.#until = now + this.#limits.sameMs;
    await this.#recordCounted();
  }

  /** Now, and at the end of the time that begins. What can't be recorded is tried again then. */
  async #recordCounted(): Promise<void> {
    try {
      await this.close();
    } catch (cause) {
      console.error('Refusals could not be recorded yet:', reportOf(cause));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#seen.size > 0) void this.#recordCounted();
    }, this.#limits.sameMs);
    this.#timer.unref();
  }

  async #record(refusal: Refusal, count?: number): Promise<void> {
    try {
      await this.#write(refusal, count);
    } catch (cause) {
      const { more = 0 } = this.#seen.get(keyOf(refusal)) ?? {};
      this.#seen.set(keyOf(refusal), { refusal, more: more + (count ?? 1) });
      throw cause;
    }
  }

  #write({ reason, patientId, aboutUserId, by, address }: Refusal, count?: number): Promise<void> {
    const act: Act = {
      kind: 'refused',
      reason,
      ...(patientId === undefined ? {} : { patientId }),
      ...(aboutUserId === undefined ? {} : { aboutUserId }),
      ...(address === undefined ? {} : { address }),
      ...(count === undefined ? {} : { count }),
    };
    return this.#audit.record(act, by);
  }
}

function keyOf({ reason, patientId = '', aboutUserId = '', by, address = '' }: Refusal): string {
  return [reason, patientId, aboutUserId, by?.id ?? '', address].join('\n');
}
