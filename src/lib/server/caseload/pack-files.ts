/**
 * Whole packs as text, in files beside the embedded store: after a restart the first to ask would wait for the record to be
 * read document by document. Only what can be made again is here, so no backup takes it along and a restore begins without.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { KeyedQueue } from '../keyed-queue';
import { viewOfVersion } from './view-version';

const unpack = promisify(gunzip);
const pack = promisify(gzip);

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

  /** Undefined also for what can't be read: gzip's own checksum tells. */
  async find(patientId: string, versionInView: string): Promise<string | undefined> {
    try {
      const text = (await unpack(await readFile(this.#pathOf(patientId, versionInView)))).toString();
      const head = this.#headOf(patientId, versionInView);
      return text.startsWith(head) ? text.slice(head.length) : undefined;
    } catch {
      return undefined;
    }
  }

  /** One file for each patient and view: a newer version takes the place of the older. Never rejects: it is made again. */
  async keep(patientId: string, versionInView: string, text: string): Promise<void> {
    const path = this.#pathOf(patientId, versionInView);
    try {
      await this.#queue.run(path, async () => {
        await mkdir(this.#folder, { recursive: true, mode: 0o700 });
        const bytes = await pack(this.#headOf(patientId, versionInView) + text, { level: 1 });
        await writeFile(`${path}.new`, bytes, { mode: 0o600 });
        await rename(`${path}.new`, path);
      });
    } catch (cause) {
      if (!this.#failed) console.error('Packs can’t be kept in files', (cause as NodeJS.ErrnoException).code);
      this.#failed = true;
    }
  }

  /** What it was made of, so that nothing else is ever found in its place. */
  #headOf(patientId: string, versionInView: string): string {
    return JSON.stringify([this.#build, patientId, versionInView]) + END_OF_HEAD;
  }

  #pathOf(patientId: string, versionInView: string): string {
    const of = JSON.stringify([patientId, viewOfVersion(versionInView)]);
    return join(this.#folder, createHash('sha256').update(of).digest('hex').slice(0, 40));
  }
}
