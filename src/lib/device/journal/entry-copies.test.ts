import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryFile } from '../../../../tests/support/device/log-file';
import { MemoryPlace } from '../../../../tests/support/device/world';
import { FileCopyLog, recordsOf } from './copy-log';
import { copyKey, EntryCopies } from './entry-copies';
import { RevisedDocSchema, type RevisedDoc } from './revised-doc';
import * as v from 'valibot';

const USER = 'u'.repeat(40);
const NAME = { journal: 'j1-2026-11', entryId: 'e1', rev: `1-${'a'.repeat(32)}` };
const OTHER = { ...NAME, entryId: 'e2' };
const sealed = { protected: '', iv: '', ciphertext: '', tag: '', aad: '', recipients: [] };
const DOC: RevisedDoc = v.parse(RevisedDocSchema, {
  ...{ _id: 'entry:e1', _rev: NAME.rev, type: 'entry', format: 1, attempt: 1, sealed },
});
const kept = () => Promise.resolve(true);

/** Puts nothing into its place before it may. */
class SlowPlace extends MemoryPlace {
  go: () => void = () => undefined;
  readonly #may = new Promise<void>((resolve) => (this.go = resolve));

  override async save(key: string, value: unknown): Promise<void> {
    await this.#may;
    await super.save(key, value);
  }
}

class FullPlace extends MemoryPlace {
  override save(): Promise<void> {
    return Promise.reject(new DOMException('full', 'QuotaExceededError'));
  }
}

async function copiesIn(place: MemoryPlace, file = new MemoryFile()): Promise<EntryCopies> {
  const copies = new EntryCopies(place, () => Promise.resolve(new FileCopyLog(file)));
  await copies.settled();
  return copies;
}

const noted = (file: MemoryFile) => recordsOf(file).records.map(({ key }) => key);
const moment = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  vi.useRealTimers();
});

describe('a copy that is noted', () => {
  it('is listed as soon as it is in its place, and leaves the log then', async () => {
    const [place, file] = [new SlowPlace(), new MemoryFile()];
    const copies = await copiesIn(place, file);
    expect(await copies.note(USER, NAME, DOC, kept)).toBe(true);
    expect(noted(file)).toEqual([copyKey(USER, NAME)]);
    const listed = copies.list(USER);
    place.go();
    expect(await listed).toMatchObject([NAME]);
    await moment();
    expect(noted(file)).toEqual([]);
  });

  it('stays in the log until it is in its journal too, and so does what was noted beside it', async () => {
    const file = new MemoryFile();
    const copies = await copiesIn(new MemoryPlace(), file);
    let keep: (isKept: boolean) => void = () => undefined;
    void copies.note(USER, NAME, DOC, () => new Promise((resolve) => (keep = resolve)));
    await copies.note(USER, OTHER, DOC, kept);
    await copies.settled();
    await moment();
    expect(noted(file)).toHaveLength(2);
    keep(true);
    await moment();
    expect(noted(file)).toEqual([]);
  });

  it('stays there when its journal does not take it; from then on nothing is noted', async () => {
    const file = new MemoryFile();
    const copies = await copiesIn(new MemoryPlace(), file);
    await copies.note(USER, NAME, DOC, () => Promise.resolve(false));
    await copies.settled();
    await moment();
    expect(noted(file)).toEqual([copyKey(USER, NAME)]);
    expect(copies.note(USER, OTHER, DOC, kept)).toBeUndefined();
  });

  it('stays there too when to keep it fails', async () => {
    const failed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const file = new MemoryFile();
    const copies = await copiesIn(new MemoryPlace(), file);
    expect(await copies.note(USER, NAME, DOC, () => Promise.reject(new TypeError('broken')))).toBe(false);
    await copies.settled();
    await moment();
    expect(noted(file)).toEqual([copyKey(USER, NAME)]);
    expect(failed).toHaveBeenCalledWith('What was noted could not be kept', 'TypeError');
    failed.mockRestore();
  });

  it('is found where there is no room in its place, until its journal has it', async () => {
    const file = new MemoryFile();
    const copies = await copiesIn(new FullPlace(), file);
    await copies.note(USER, NAME, DOC, () => Promise.resolve(false));
    expect(await copies.list(USER)).toMatchObject([NAME]);
    expect(await copies.find(USER, NAME)).toEqual(DOC);
    // The next worker finds it too.
    const next = await copiesIn(new FullPlace(), file);
    expect(await next.find(USER, NAME)).toEqual(DOC);
    await next.drop(USER, [NAME]);
    expect(await next.list(USER)).toEqual([]);
  });

  it('does not come after it was dropped', async () => {
    const place = new SlowPlace();
    const copies = await copiesIn(place);
    await copies.note(USER, NAME, DOC, kept);
    const dropped = copies.drop(USER, [NAME]);
    place.go();
    await dropped;
    expect(place.values.size).toBe(0);
  });

  it('and left by an earlier worker is put into its place first, and stays noted until the system has written it', async () => {
    vi.useFakeTimers();
    const [place, file] = [new MemoryPlace(), new MemoryFile()];
    const ended = await copiesIn(new SlowPlace(), file);
    void ended.note(USER, NAME, DOC, kept);
    const copies = await copiesIn(place, file);
    expect(await copies.find(USER, NAME)).toEqual(DOC);
    expect(place.values.size).toBe(1);
    vi.advanceTimersByTime(59_000);
    expect(noted(file)).toEqual([copyKey(USER, NAME)]);
    vi.advanceTimersByTime(2_000);
    expect(noted(file)).toEqual([]);
  });
});

it('a wipe forgets what is noted, but not what stands nowhere else', async () => {
  for (const [place, left] of [
    [new MemoryPlace(), []],
    [new FullPlace(), [copyKey(USER, NAME)]],
  ] as const) {
    const file = new MemoryFile();
    const copies = await copiesIn(place, file);
    await copies.note(USER, NAME, DOC, () => Promise.resolve(false));
    await copies.settled();
    copies.forgetNotes();
    expect(noted(file)).toEqual(left);
  }
});

describe('nothing is noted', () => {
  it('without a log', () => {
    expect(new EntryCopies(new MemoryPlace()).note(USER, NAME, DOC, kept)).toBeUndefined();
  });

  it('and nothing begun, where the log has no room', async () => {
    const [place, file] = [new MemoryPlace(), new MemoryFile()];
    const copies = await copiesIn(place, file);
    file.room = 10;
    const keep = vi.fn(kept);
    expect(copies.note(USER, NAME, DOC, keep)).toBeUndefined();
    await copies.settled();
    expect([place.values.size, keep.mock.calls.length]).toEqual([0, 0]);
  });
});
