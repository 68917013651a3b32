/**
 * Every entry that has no answer yet once more, sealed as it is, outside IndexedDB: a browser that loses the databases of
 * this origin loses the vault too, but what was sealed for the server can still be carried there.
 */
import * as v from 'valibot';
import { errorName } from '../error-name';
import type { WitnessPlace } from '../witness/place';
import { FLUSHED_AFTER_MS, type CopyLog, type CopyRecord } from './copy-log';
import { RevisedDocSchema, type RevisedDoc } from './revised-doc';

/** Which copy: of this revision of an entry. */
export interface CopyName {
  journal: string;
  entryId: string;
  rev: string;
}

export interface OwnedCopy extends CopyName {
  userHash: string;
}

const ROOT = 'copies/';

/** Whoever pressed Save has their answer on the screen by then: what follows would only be in the way. */
const ANSWERED_AFTER_MS = 20;

export class EntryCopies {
  readonly #place: WitnessPlace;
  #log: CopyLog | undefined;
  /** Resolves when what an earlier worker noted has been put into its place. */
  readonly #ready: Promise<void>;
  /** Copies on the way to their place. */
  readonly #underWay = new Set<Promise<void>>();
  /** By key: what is noted, and could not be put into its place. */
  readonly #stranded = new Map<string, unknown>();
  /** Reasons for which what is noted has to stay so. */
  #needed = 0;
  /** Something that was noted did not come where it should: from then on a copy is waited for, and a failure told. */
  #hasFailed = false;

  /** Without a log every copy is waited for. */
  constructor(place: WitnessPlace, openLog: () => Promise<CopyLog | undefined> = noLog) {
    this.#place = place;
    this.#ready = this.#open(openLog);
  }

  /** Resolves when every copy is in its place, as far as there is room. */
  async settled(): Promise<void> {
    await this.#ready;
    await Promise.all(this.#underWay);
  }

  /**
   * The copy is on the disk at once, and then on its way to its place. Noted it stays until it stands there, and in its journal
   * too: `keep` sees to that, and its answer is handed on, which is false when it fails. Undefined when it can't be noted:
   * nothing is begun then.
   */
  note(
    userHash: string,
    name: CopyName,
    doc: RevisedDoc,
    keep: () => Promise<boolean>,
  ): Promise<boolean> | undefined {
    const record = { key: copyKey(userHash, name), value: doc };
    if (this.#hasFailed || !this.#log?.note(record)) return undefined;
    this.#needed += 1;
    const answered = new Promise((resolve) => setTimeout(resolve, ANSWERED_AFTER_MS));
    const kept = answered.then(keep).catch((error: unknown) => {
      console.error('What was noted could not be kept', errorName(error));
      return false;
    });
    void Promise.all([kept, this.#follow(record, answered)]).then(([isKept]) => {
      if (isKept) this.#unneeded(record.key);
      // It is taken up by the worker that comes next.
      else this.#hasFailed = true;
    });
    return kept;
  }

  async list(userHash: string): Promise<CopyName[]> {
    return (await this.listAll()).filter((copy) => copy.userHash === userHash);
  }

  /** Of all users of this device. */
  async listAll(): Promise<OwnedCopy[]> {
    await this.settled();
    const keys = new Set([...(await this.#place.keys()), ...this.#stranded.keys()]);
    return [...keys]
      .filter((key) => key.startsWith(ROOT))
      .flatMap((key) => {
        const [userHash, journal, entryId, rev] = key.slice(ROOT.length).split('/');
        return userHash && journal && entryId && rev ? [{ userHash, journal, entryId, rev }] : [];
      });
  }

  /** Undefined when it is not there any more, or can't be read. */
  async find(userHash: string, name: CopyName): Promise<RevisedDoc | undefined> {
    await this.settled();
    const key = copyKey(userHash, name);
    const value = this.#stranded.get(key) ?? (await this.#place.find(key));
    const parsed = v.safeParse(RevisedDocSchema, value);
    return parsed.success ? parsed.output : undefined;
  }

  /** All that can be read of one journal. */
  async findOf(userHash: string, journal: string): Promise<RevisedDoc[]> {
    const names = (await this.list(userHash)).filter((name) => name.journal === journal);
    const found = await Promise.all(names.map((name) => this.find(userHash, name)));
    return found.filter((doc) => doc !== undefined);
  }

  async save(userHash: string, name: CopyName, doc: RevisedDoc): Promise<void> {
    await this.#place.save(copyKey(userHash, name), doc);
  }

  async drop(userHash: string, names: readonly CopyName[]): Promise<void> {
    await this.settled();
    const keys = names.map((name) => copyKey(userHash, name));
    for (const key of keys) this.#stranded.delete(key);
    await Promise.all(keys.map((key) => this.#place.drop(key)));
  }

  /** This device's users are gone: nothing stays noted but what stands nowhere else. */
  forgetNotes(): void {
    if (this.#stranded.size === 0) this.#log?.clear();
  }

  async #open(openLog: () => Promise<CopyLog | undefined>): Promise<void> {
    this.#log = await openLog();
    const left = this.#log?.left ?? [];
    if (left.length === 0) return;
    this.#needed += 1;
    await Promise.all(left.map((record) => this.#follow(record)));
    // Its place is not flushed by anybody.
    setTimeout(() => {
      this.#unneeded();
    }, FLUSHED_AFTER_MS);
  }

  #follow({ key, value }: CopyRecord, after: Promise<unknown> = Promise.resolve()): Promise<void> {
    const placing = after
      .then(() => this.#place.save(key, value))
      .catch(() => {
        this.#hasFailed = true;
        this.#stranded.set(key, value);
      })
      .then(() => {
        this.#underWay.delete(placing);
      });
    this.#underWay.add(placing);
    return placing;
  }

  #unneeded(key = ''): void {
    // In its journal: a copy that found no room is made when there is some, see `Outside.settle`.
    this.#stranded.delete(key);
    this.#needed -= 1;
    if (this.#needed === 0 && this.#stranded.size === 0) this.#log?.clear();
  }
}

const noLog = () => Promise.resolve(undefined);

/** With the revision: what one tab drops must not be the later attempt that another has just written. */
export function copyKey(userHash: string, { journal, entryId, rev }: CopyName): string {
  return `${ROOT}${userHash}/${journal}/${entryId}/${rev}`;
}
