/** Packs as lines of JSON, a line a patient in the order asked, read a few ahead of whoever takes them. */
import { referenceTo } from '../../record/fhir';
import { resourcesDigest, type PackGone, type PackLine, type PackRequest } from '../../record/pack';
import { framed } from '../../record/packed-lines';
import { cut, type View } from '../access/view';
import type { Difference, RecordStore } from '../store/record';
import type { PackCache } from './pack-cache';
import { packText, unpackText, withBefore } from './packed';
import { inView, versionIn, wholeVersion } from './view-version';

const READ_AHEAD = 4;

type Want = PackRequest['want'][number];

export interface PackParts {
  record: Pick<RecordStore, 'readSince' | 'versions'>;
  cache: PackCache;
  /** How much of this patient may be read; undefined for nothing. */
  viewOf: (patientId: string) => View | undefined;
  now: () => Date;
}

/** One line: as text, or what stands in the answer of this moment alone before what was compressed before. */
type Line = string | { asked: Record<Asked, string>; packed: Uint8Array };
type Asked = 'patientId' | 'asOf';

/** As text. Ends with the end line; without it, something went wrong on the way. */
export async function* packLines(want: readonly Want[], parts: PackParts): AsyncGenerator<string> {
  for await (const line of linesOf(want, parts)) {
    const text = typeof line === 'string' ? line : openEnded(line.asked) + (await unpackText(line.packed));
    yield `${text}\n`;
  }
}

/** The same lines, as `packed-lines.ts` has them. */
export async function* packedLines(
  want: readonly Want[],
  parts: PackParts,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const line of linesOf(want, parts)) {
    const packed = typeof line === 'string' ? packText(line) : withBefore(openEnded(line.asked), line.packed);
    yield framed(await packed);
  }
}

async function* linesOf(want: readonly Want[], parts: PackParts): AsyncGenerator<Line> {
  const ahead: Promise<Line>[] = [];
  for (const row of want) {
    const line = lineOf(row, parts);
    // Whoever comes to it is told.
    line.catch(() => undefined);
    ahead.push(line);
    const first = ahead.length < READ_AHEAD ? undefined : ahead.shift();
    if (first) yield await first;
  }
  for (const line of ahead) yield await line;
  yield JSON.stringify({ end: true, lines: want.length });
}

async function lineOf({ patientId, since }: Want, parts: PackParts): Promise<Line> {
  const { record, cache, viewOf, now } = parts;
  const gone: PackGone = { patientId, gone: true };
  const view = viewOf(patientId);
  if (!view) return JSON.stringify({ ...gone, left: true } satisfies PackGone);
  const asked = { patientId, asOf: now().toISOString() };
  const ready = since === undefined ? await findReady(patientId, view, parts) : undefined;
  if (ready !== undefined) return { asked, packed: ready };
  const held = since === undefined || !inView(since, view) ? undefined : wholeVersion(since);
  const difference = await record.readSince(patientId, held);
  if (!difference) return JSON.stringify(gone);
  const { seen, changed, isWhole } = cutDifference(difference, view);
  const version = versionIn(difference.version, view);
  const line: Omit<PackLine, Asked> = { version, changed, count: seen.length };
  if (isWhole || difference.since === undefined) {
    const packed = await packText(afterAsked(line));
    void cache.keep(patientId, version, packed);
    return { asked, packed };
  }
  const base = { since: versionIn(difference.since, view), digest: await resourcesDigest(seen) };
  return openEnded(asked) + afterAsked({ ...base, ...line });
}

/** The rest of a whole pack's line, when the record's present version of it was made before. */
async function findReady(
  patientId: string,
  view: View,
  { record, cache }: PackParts,
): Promise<Uint8Array | undefined> {
  const known = (await record.versions([patientId])).get(patientId);
  return known && cache.find(patientId, versionIn(known.version, view));
}

/** One JSON object of two: the beginning, and the rest. Neither is empty. */
function openEnded(asked: Record<Asked, string>): string {
  return JSON.stringify(asked).slice(0, -1);
}

function afterAsked(line: Omit<PackLine, Asked>): string {
  return `,${JSON.stringify(line).slice(1)}`;
}

/**
 * What of a change is in this view. When the Patient changed, or something changed that is not to be seen, it may be that
 * what the device holds is to be seen no longer: then it gets the whole pack.
 */
function cutDifference(difference: Difference, view: View) {
  const seen = cut(difference.resources, view);
  const changed = new Set(difference.changed.map(referenceTo));
  const shown = seen.filter((resource) => changed.has(referenceTo(resource)));
  const isWhole = shown.length < changed.size || shown.some(({ resourceType }) => resourceType === 'Patient');
  return { seen, changed: isWhole ? seen : shown, isWhole };
}
