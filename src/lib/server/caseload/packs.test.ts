import { describe, expect, it, vi } from 'vitest';
import type { FhirResource } from '../../record/fhir';
import { applyLine, PackStreamLineSchema, type PackLine } from '../../record/pack';
import { CONFIDENTIALITY } from '../../record/sensitivity';
import type { View } from '../access/view';
import type { Difference } from '../store/record';
import { PackCache } from './pack-cache';
import { inflateRawSync } from 'node:zlib';
import { LENGTH_BYTES } from '../../record/packed-lines';
import { packedLines, packLines, type PackParts } from './packs';
import * as v from 'valibot';

const now = () => new Date('2026-11-22T10:00:00.000Z');
const WHOLE = { reduced: false, sensitive: true, sealed: true };
const OPEN = { ...WHOLE, sensitive: false };
const patient = { resourceType: 'Patient', id: 'a' };
const whole = (version: string): Difference => ({ version, changed: [patient], resources: [patient] });

/** A record whose versions are not known yet: everything has to be read. */
function storeOf(readSince: PackParts['record']['readSince']): Pick<PackParts, 'record' | 'cache'> {
  return { record: { readSince, versions: () => Promise.resolve(new Map()) }, cache: new PackCache() };
}

async function read(lines: AsyncGenerator<string>) {
  const parsed = [];
  for await (const line of lines) {
    expect(line.endsWith('\n')).toBe(true);
    parsed.push(v.parse(PackStreamLineSchema, JSON.parse(line)));
  }
  return parsed;
}

describe('packLines', () => {
  it('answers in the order asked and ends with a count', async () => {
    const want = Array.from({ length: 11 }, (_, i) => ({ patientId: `p${i}` }));
    const slow = new Map([['p0', 30]]);
    const readSince = async (patientId: string) => {
      await new Promise((resolve) => setTimeout(resolve, slow.get(patientId) ?? 0));
      return whole(patientId);
    };
    const lines = await read(packLines(want, { ...storeOf(readSince), viewOf: () => WHOLE, now }));
    expect(lines.slice(0, -1).map((line) => 'patientId' in line && line.patientId)).toEqual(
      want.map(({ patientId }) => patientId),
    );
    expect(lines.at(-1)).toEqual({ end: true, lines: 11 });
    expect(await applyLine(undefined, lines[0] as PackLine)).toMatchObject({
      kind: 'applied',
      pack: { version: 'p0' },
    });
  });

  it('never reads a patient who may not be seen, and says gone as for one who is not there', async () => {
    const asked: string[] = [];
    const readSince = (patientId: string) => {
      asked.push(patientId);
      return Promise.resolve(patientId === 'mine' ? whole('1') : undefined);
    };
    const want = [{ patientId: 'mine' }, { patientId: 'theirs' }, { patientId: 'nobody' }];
    const viewOf = (patientId: string) => (patientId === 'theirs' ? undefined : WHOLE);
    const lines = await read(packLines(want, { ...storeOf(readSince), viewOf, now }));
    expect(lines.slice(1, 3)).toEqual([
      { patientId: 'theirs', gone: true, left: true },
      { patientId: 'nobody', gone: true },
    ]);
    expect(asked).toEqual(['mine', 'nobody']);
  });

  it('reads only a few ahead of whoever takes them', async () => {
    let reads = 0;
    const readSince = () => {
      reads += 1;
      return Promise.resolve(whole('1'));
    };
    const want = Array.from({ length: 100 }, (_, i) => ({ patientId: `p${i}` }));
    const lines = packLines(want, { ...storeOf(readSince), viewOf: () => WHOLE, now });
    await lines.next();
    await lines.next();
    expect(reads).toBeLessThan(8);
    await lines.return(undefined);
  });

  it('has no end line when a reading fails on the way', async () => {
    const readSince = (patientId: string) =>
      patientId === 'p2' ? Promise.reject(new Error('store')) : Promise.resolve(whole('1'));
    const want = ['p0', 'p1', 'p2', 'p3'].map((patientId) => ({ patientId }));
    const lines: string[] = [];
    const all = async () => {
      for await (const line of packLines(want, { ...storeOf(readSince), viewOf: () => WHOLE, now }))
        lines.push(line);
    };
    await expect(all()).rejects.toThrow('store');
    expect(lines.join('')).not.toContain('end');
  });

  describe('for a view', () => {
    const [old, news] = [note('old'), note('news')];
    const lineFor = async (view: View, since: string | undefined, difference: Difference) => {
      const readSince = vi.fn(() => Promise.resolve(difference));
      const want = [{ patientId: 'p', ...(since === undefined ? {} : { since }) }];
      const [line] = await read(packLines(want, { ...storeOf(readSince), viewOf: () => view, now }));
      return { line: line as PackLine, readSince };
    };
    const changedBy = (...changed: FhirResource[]): Difference => ({
      version: '2.b',
      since: '1.a',
      changed,
      resources: [patient, old, ...changed.filter(({ id }) => id !== patient.id)],
    });

    it('names the view in both versions, and counts what is seen', async () => {
      const { line, readSince } = await lineFor(OPEN, '1.a~open', changedBy(news));
      expect(line).toMatchObject({ version: '2.b~open', since: '1.a~open', changed: [news], count: 3 });
      expect(readSince).toHaveBeenCalledWith('p', '1.a');
    });

    it('never lays a change over a pack that was cut for another view', async () => {
      for (const [view, since] of [
        [OPEN, '1.a'],
        [WHOLE, '1.a~open'],
        [{ ...OPEN, reduced: true }, '1.a~open'],
      ] as const) {
        expect((await lineFor(view, since, changedBy(news))).readSince).toHaveBeenCalledWith('p', undefined);
      }
    });

    it('sends the whole pack when something that was shown may be shown no longer', async () => {
      const hidden = { ...old, id: 'news', meta: { security: [{ system: CONFIDENTIALITY, code: 'R' }] } };
      const { line } = await lineFor(OPEN, '1.a~open', changedBy(hidden));
      expect(line).toMatchObject({ version: '2.b~open', changed: [patient, old], count: 2 });
      expect(line).not.toHaveProperty('since');
      const other = await lineFor(WHOLE, '1.a', changedBy(patient));
      expect(other.line).toMatchObject({ changed: [patient, old], count: 2 });
      expect(other.line).not.toHaveProperty('since');
    });
  });
});

/** What stands in a line that was compressed by itself. */
function unframed(frame: Uint8Array): string {
  expect(Buffer.from(frame).readUInt32BE()).toBe(frame.length - LENGTH_BYTES);
  return inflateRawSync(frame.subarray(LENGTH_BYTES)).toString();
}

it('says the same in lines that are compressed one by one, of packs that were made before too', async () => {
  const cache = new PackCache();
  const version = { version: '1.a', restricted: false, mayHoldSealed: false };
  const text = { resourceType: 'Basic', id: 'long', text: 'Häufig 🩺 '.repeat(9_000) };
  const readSince = (patientId: string, since?: string) =>
    Promise.resolve(
      patientId === 'nobody'
        ? undefined
        : { version: '1.a', changed: [text], resources: [patient, text], ...(since ? { since } : {}) },
    );
  const parts: PackParts = {
    record: { readSince, versions: (ids) => Promise.resolve(new Map(ids.map((id) => [id, version]))) },
    cache,
    viewOf: (patientId) => (patientId === 'left' ? undefined : WHOLE),
    now,
  };
  const want = [
    { patientId: 'a' },
    { patientId: 'b', since: '0.x' },
    { patientId: 'left' },
    { patientId: 'nobody' },
  ];
  const lines: string[] = [];
  for await (const line of packLines(want, parts)) lines.push(line.trimEnd());
  expect(lines).toHaveLength(want.length + 1);
  for (let time = 0; time < 2; time += 1) {
    const packed: string[] = [];
    for await (const frame of packedLines(want, parts)) packed.push(unframed(frame));
    expect(packed).toEqual(lines);
  }
});

function note(id: string): FhirResource {
  return { resourceType: 'DocumentReference', id };
}

describe('a pack that was made before', () => {
  const cache = new PackCache();
  const readSince = vi.fn((_: string, since?: string) =>
    Promise.resolve({ ...whole(present), ...(since === undefined ? {} : { since }) }),
  );
  let present = '1.a';
  const versions = (ids: readonly string[]) =>
    Promise.resolve(
      new Map(ids.map((id) => [id, { version: present, restricted: false, mayHoldSealed: false }])),
    );
  const lineFor = async (view: View, since?: string) => {
    readSince.mockClear();
    const want = [{ patientId: 'p', ...(since === undefined ? {} : { since }) }];
    const parts = { record: { readSince, versions }, cache, viewOf: () => view, now };
    return (await read(packLines(want, parts)))[0] as PackLine;
  };

  it('is not read again, and says the same', async () => {
    const first = await lineFor(WHOLE);
    expect(readSince).toHaveBeenCalledTimes(1);
    expect(await lineFor(WHOLE)).toEqual(first);
    expect(readSince).not.toHaveBeenCalled();
  });

  it('is read for another view, for a change since a version, and when the record has moved on', async () => {
    await lineFor(OPEN);
    expect(readSince).toHaveBeenCalledTimes(1);
    expect((await lineFor(WHOLE, '1.a')).version).toBe('1.a');
    expect(readSince).toHaveBeenCalledTimes(1);
    present = '2.b';
    expect((await lineFor(WHOLE)).version).toBe('2.b');
    expect(readSince).toHaveBeenCalledTimes(1);
  });
});
