/**
 * How far each audit chain goes, kept outside IndexedDB: a tail that was cut off there is missed here. Written after a
 * link, it may know of one too few, never of one too many.
 */
import * as v from 'valibot';

const ReachedSchema = v.object({ seq: v.number() });

export interface Witness {
  /** The last number given out, as far as is known. */
  reached(chain: string): Promise<number>;
  note(chain: string, seq: number): Promise<void>;
}

export class CacheWitness implements Witness {
  async reached(chain: string): Promise<number> {
    const answer = await (await this.#open()).match(address(chain));
    const parsed = v.safeParse(ReachedSchema, await answer?.json().catch(() => undefined));
    return parsed.success ? parsed.output.seq : 0;
  }

  async note(chain: string, seq: number): Promise<void> {
    await (await this.#open()).put(address(chain), Response.json({ seq }));
  }

  #open(): Promise<Cache> {
    return caches.open('doorstep-audit-witness');
  }
}

function address(chain: string): string {
  return `/.audit-witness/${chain}`;
}
