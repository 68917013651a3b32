/**
 * The pack that was opened or kept last. The same chart is read again after each save, and the answer of the server is laid
 * over it: a record of years is not opened anew each time.
 */
import type { Pack } from '../../record/pack';
import type { Block } from './block';
import type { BlockRow } from './pack-db';

export class LastPack {
  #last: { pack: Pack; block: Block } | undefined;

  /** By what stands on the disk now: another tab writes there too, and what is damaged there must show. */
  find({ patientId, version, block }: BlockRow): Pack | undefined {
    const last = this.#last;
    const isIt = last?.pack.patientId === patientId && last.pack.version === version;
    return isIt && sameBytes(last.block, block) ? last.pack : undefined;
  }

  keep(pack: Pack, block: Block): void {
    this.#last = { pack, block };
  }

  /** Nothing of a patient stays. */
  forget(): void {
    this.#last = undefined;
  }
}

function sameBytes(a: Block, b: Block): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
