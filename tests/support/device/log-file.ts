/** A file of the origin's private file system, in memory. */
import type { LogFile } from '../../../src/lib/device/journal/copy-log';

export class MemoryFile implements LogFile {
  bytes = new Uint8Array();
  /** Bytes that a write has room for, at the most. */
  room = Infinity;

  getSize(): number {
    return this.bytes.length;
  }

  read(into: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const found = this.bytes.subarray(at, at + into.length);
    into.set(found);
    return found.length;
  }

  write(from: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const written = from.subarray(0, this.room);
    const bytes = new Uint8Array(Math.max(this.bytes.length, at + written.length));
    bytes.set(this.bytes);
    bytes.set(written, at);
    this.bytes = bytes;
    return written.length;
  }

  flush(): void {
    // Nothing is kept back.
  }
}
