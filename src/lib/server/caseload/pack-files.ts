/**
 * Whole packs, compressed, in files beside the embedded store: after a restart the first to ask would wait for the record to be
 * read document by document. Only what can be made again is here, so no backup takes it along and a restore begins without.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyedQueue } from '../keyed-queue';
import { viewOfVersion } from './view-version';

const END_OF_HEAD = '\n';

export class PackFiles {
  readonly #folder: string;
  readonly #build: string;
  readonly #queue = new KeyedQueue();
  #failed = false;

  /** `build` names the program: another one may cut a view otherwise. */
  constructor(folder: string, build: string) {
    this.#folder = folder;
    this.#build = build;
  }

  /** Undefined also for what can't be read: the head holds a digest of what follows it. */
  async find(patientId: string, versionInView: string): Promise<Uint8Array | undefined> {
    const file = await readFile(this.#pathOf(patientId, versionInView)).catch(() => undefined);
    const end = file?.indexOf(END_OF_HEAD) ?? -1;
    if (!file || end < 0) return undefined;
    const packed = file.subarray(end + 1);
    const head = this.#headOf(patientId, versionInView, packed);
    return file.subarray(0, end + 1).equals(head) ? packed : undefined;
  }

  /** One file for each patient and view: a newer version takes the place of the older. Never rejects: it is made again. */
  async keep(patientId: string, versionInView: string, packed: Uint8Array): Promise<void> {
    const path = this.#pathOf(patientId, versionInView);
    try {
      await this.#queue.run(path, async () => {
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        const bytes = Buffer.concat([this.#headOf(patientId, versionInView, packed), packed]);
        await writeFile(`${path}.new`, bytes, { mode: 0o600 });
        await rename(`${path}.new`, path);
      });
    } catch (cause) {
      if (!this.#failed) console.error('Packs can’t be kept in files', (cause as NodeJS.ErrnoException).code);
      this.#failed = true;
    }
  }

  /** What it was made of, so that nothing else is ever found in its place. */
  #headOf(patientId: string, versionInView: string, packed: Uint8Array): Buffer {
    const digest = createHash('sha256').update(packed).digest('base64url');
    return Buffer.from(JSON.stringify([this.#build, patientId, versionInView, digest]) + END_OF_HEAD);
  }

  #pathOf(patientId: string, versionInView: string): string {
    const of = JSON.stringify([patientId, viewOfVersion(versionInView)]);
    return join(this.#folder, createHash('sha256').update(of).digest('hex').slice(0, 40));
  }
}
