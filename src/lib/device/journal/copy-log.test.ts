import { describe, expect, it } from 'vitest';
import { MemoryFile } from '../../../../tests/support/device/log-file';
import { FileCopyLog, recordsOf } from './copy-log';

const record = (key: string, length = 10) => ({ key, value: { _id: key, text: 'x'.repeat(length) } });
const logIn = (file: MemoryFile) => new FileCopyLog(file);
const keysIn = (file: MemoryFile) => recordsOf(file).records.map(({ key }) => key);

describe('the log of copies', () => {
  it('holds what was noted, in order, until all of it has come to its place', () => {
    const file = new MemoryFile();
    const log = logIn(file);
    expect([log.note(record('a')), log.note(record('b'))]).toEqual([true, true]);
    expect(recordsOf(file).records).toEqual([record('a'), record('b')]);
    log.clear();
    // Nothing of it is left behind, however short the next one is.
    expect(file.bytes.every((byte) => byte === 0)).toBe(true);
    log.note(record('c'));
    expect(keysIn(file)).toEqual(['c']);
  });

  it('flushes what it says is noted', () => {
    const [file, flushed] = [new MemoryFile(), [] as string[][]];
    const log = logIn(file);
    file.flush = () => flushed.push(keysIn(file));
    log.note(record('a'));
    expect(flushed).toEqual([['a']]);
  });

  it('has what an earlier one left, and goes on behind it', () => {
    const file = new MemoryFile();
    logIn(file).note(record('a'));
    const log = logIn(file);
    expect(log.left).toEqual([record('a')]);
    expect(log.adopt(record('b'))).toBe(true);
    expect(log.left).toEqual([record('a'), record('b')]);
    log.note(record('c'));
    expect(keysIn(file)).toEqual(['a', 'b', 'c']);
    expect(logIn(file).left.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  it('does not grow: what finds no room is not noted, and hides nothing that was', () => {
    const file = new MemoryFile();
    const log = logIn(file);
    const size = file.getSize();
    log.note(record('a'));
    expect(log.note(record('b', size))).toBe(false);
    file.room = 20;
    expect(log.note(record('c'))).toBe(false);
    file.room = Infinity;
    expect(file.getSize()).toBe(size);
    expect(keysIn(file)).toEqual(['a']);
    expect(log.note(record('d'))).toBe(true);
    expect(keysIn(file)).toEqual(['a', 'd']);
  });

  it('takes nothing before it may, but what was left in another', () => {
    const file = new MemoryFile();
    let may = false;
    const log = new FileCopyLog(file, () => may);
    expect([log.note(record('a')), log.adopt(record('b'))]).toEqual([false, true]);
    may = true;
    expect(log.note(record('c'))).toBe(true);
    expect(keysIn(file)).toEqual(['b', 'c']);
  });

  it('gives what stands before a record that was cut short, wherever it was cut, and writes over the rest', () => {
    const whole = new MemoryFile();
    const log = logIn(whole);
    log.note(record('a'));
    const first = recordsOf(whole).end;
    log.note(record('b'));
    for (let cut = first; cut < recordsOf(whole).end; cut++) {
      const file = new MemoryFile();
      file.bytes = whole.bytes.slice(0, cut);
      expect(keysIn(file)).toEqual(['a']);
      file.bytes = Uint8Array.from(whole.bytes, (byte, i) => (i < cut ? byte : 0));
      expect(keysIn(file)).toEqual(['a']);
      logIn(file).note(record('c'));
      expect(keysIn(file)).toEqual(['a', 'c']);
    }
  });

  it('makes nothing of a file of something else', () => {
    const file = new MemoryFile();
    expect(keysIn(file)).toEqual([]);
    file.bytes = new Uint8Array(100).fill(0xff);
    expect(keysIn(file)).toEqual([]);
    for (const json of ['5', '{"a":1}', '[1,2]', '[]', '["a"']) {
      file.bytes = Uint8Array.of(0, 0, 0, json.length, ...new TextEncoder().encode(json));
      expect(keysIn(file)).toEqual([]);
    }
  });
});
