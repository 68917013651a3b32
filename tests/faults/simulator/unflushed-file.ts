/** A file of a tablet: what was written and not flushed is gone after a power cut. */
import { MemoryFile } from '../../support/device/log-file';

export class UnflushedFile extends MemoryFile {
  #flushed: Uint8Array<ArrayBuffer>;

  /** As it was left `before`: whoever had that one, and has ended, writes into the void. */
  constructor(before?: UnflushedFile) {
    super();
    this.bytes = before?.bytes ?? new Uint8Array();
    this.#flushed = before ? before.#flushed : this.bytes;
  }

  override flush(): void {
    this.#flushed = this.bytes;
  }

  cutPower(): void {
    this.bytes = this.#flushed;
  }
}
