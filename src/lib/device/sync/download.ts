/** Brings packs down: one streamed answer for many patients, kept as it comes, taken up again where it was cut. */
import { applyLine, type Pack, type PackLine, type PackRequest } from '../../record/pack';
import type { PackedJson } from '../packs/block';
import type { PackStore } from '../packs/pack-store';
import type { Failure } from './failure';
import { readPackStream } from './pack-stream';
import type { ServerClient } from './server-client';

export type Want = PackRequest['want'];

export type DownloadOutcome =
  /** Every wanted patient is settled; `failed` of them came in a form that could not be used, twice. */
  | { kind: 'complete'; failed: number }
  /** What is left is kept for what is written here. */
  | { kind: 'no-room' }
  /** Cut again and again with nothing gained: try later. */
  | { kind: 'cut' }
  | Failure;

export interface DownloadParts {
  server: Pick<ServerClient, 'packs'>;
  packs: Pick<PackStore, 'find' | 'save'>;
  hasRoom: () => Promise<boolean>;
  signal: AbortSignal;
  /** These patients are new on the disk; so many bytes came since the last call. */
  onProgress: (kept: readonly string[], bytes: number) => void;
}

/** Packs in one transaction: of the first ones few, so that today's patients can be opened soon. */
const FIRST_BATCH = 20;
/** Then few enough to lose little to a crash, enough to be fast. */
const BATCH = 60;
/** On a slow line, whatever is there is kept this often. */
const KEEP_EVERY_MS = 1000;
const FRUITLESS_TRIES = 3;

/** Asks for `want`, in that order, until everything is down. Throws only when the disk fails. */
export async function downloadPacks(want: Want, parts: DownloadParts): Promise<DownloadOutcome> {
  let open = [...want];
  let failed = 0;
  for (let fruitless = 0; open.length > 0 && fruitless < FRUITLESS_TRIES;) {
    if (!(await parts.hasRoom())) return { kind: 'no-room' };
    const asked = new Map(open.map((row) => [row.patientId, row.since]));
    const pass = new Pass(asked, parts);
    const answer = await parts.server.packs({ want: open }, parts.signal);
    if (answer.kind !== 'stream') return answer;
    const end = await readPackStream(answer, pass);
    await pass.end();
    if (pass.noRoom) return { kind: 'no-room' };
    if (parts.signal.aborted) return { kind: 'cut' };

    // A change that does not fit what is held is asked for whole; a whole pack that does not fit is a failure.
    const again = [...pass.misfits].filter((patientId) => asked.get(patientId) !== undefined);
    failed += pass.misfits.size - again.length;
    const unanswered = open.filter(({ patientId }) => !pass.settled.has(patientId));
    // A complete answer that passes over a patient would do so again, unless it was asked for before anybody knew whom to want.
    const isFinal = end === 'complete' && !answer.ahead;
    if (isFinal) failed += unanswered.length;
    open = [...again.map((patientId) => ({ patientId })), ...(isFinal ? [] : unanswered)];
    fruitless = pass.settled.size > 0 ? 0 : fruitless + 1;
  }
  return open.length === 0 ? { kind: 'complete', failed } : { kind: 'cut' };
}

/** One answer being read. */
class Pass {
  /** Patients about whom this answer has said something. */
  readonly settled = new Set<string>();
  readonly misfits = new Set<string>();
  readonly #asked: ReadonlyMap<string, string | undefined>;
  readonly #parts: DownloadParts;
  /** Nothing more is written. */
  noRoom = false;
  #batch: Pack[] = [];
  /** How those of the batch came. */
  #packed = new Map<Pack, PackedJson>();
  #most = FIRST_BATCH;
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(asked: ReadonlyMap<string, string | undefined>, parts: DownloadParts) {
    this.#asked = asked;
    this.#parts = parts;
  }

  readonly onPack = async (line: PackLine, packed?: PackedJson): Promise<void> => {
    const { patientId } = line;
    // A patient nobody asked for has no business on this device.
    if (!this.#asked.has(patientId)) return;
    const found = line.since === undefined ? undefined : await this.#parts.packs.find(patientId);
    const outcome = await applyLine(found?.kind === 'pack' ? found.pack : undefined, line);
    if (outcome.kind === 'mismatch') {
      this.misfits.add(patientId);
      this.settled.add(patientId);
      return;
    }
    this.#batch.push(outcome.pack);
    // A line that is a whole pack says the same: it need not be written and compressed once more.
    if (packed && line.since === undefined) this.#packed.set(outcome.pack, packed);
    if (this.#batch.length >= this.#most) await this.#flush();
    // Also when nothing more comes for long: what is here is worth keeping.
    else this.#timer ??= setTimeout(() => void this.#flush().catch(() => undefined), KEEP_EVERY_MS);
  };

  /** Left the caseload meanwhile. */
  readonly onGone = ({ patientId }: { patientId: string }): void => {
    this.settled.add(patientId);
  };

  readonly onBytes = (bytes: number): void => {
    this.#bytes += bytes;
  };

  /** Keeps the rest. Rejects when any write failed. */
  async end(): Promise<void> {
    await this.#flush();
    await this.#writing;
  }

  /** Resolves when what came before is on the disk: while one batch is written, the next one is read. */
  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#most = BATCH;
    const before = this.#writing;
    this.#writing = before.then(() => this.#write());
    // Whoever waits for it, the next batch or the end, is told.
    this.#writing.catch(() => undefined);
    return before;
  }

  async #write(): Promise<void> {
    const [packs, packed] = [this.#batch, this.#packed];
    this.#batch = [];
    this.#packed = new Map();
    if (packs.length > 0 && !(await this.#parts.hasRoom())) this.noRoom = true;
    if (this.noRoom) return;
    if (packs.length > 0) await this.#parts.packs.save(packs, packed);
    const kept = packs.map((pack) => pack.patientId);
    for (const patientId of kept) this.settled.add(patientId);
    this.#parts.onProgress(kept, this.#bytes);
    this.#bytes = 0;
  }
}
