/** Packs as lines of JSON, a line a patient in the order asked, read a few ahead of whoever takes them. */
import { referenceTo } from '../../record/fhir';
import { resourcesDigest, type PackGone, type PackLine, type PackRequest } from '../../record/pack';
import { cut, type View } from '../access/view';
import type { Difference, RecordStore } from '../store/record';
import type { PackCache } from './pack-cache';
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

/** Ends with the end line; without it, something went wrong on the way. */
export async function* packLines(want: readonly Want[], parts: PackParts): AsyncGenerator<string> {
  const ahead: Promise<string>[] = [];
  for (const [i, row] of want.entries()) {
    ahead.push(lineOf(row, parts));
    if (i < READ_AHEAD - 1) continue;
    yield `${(await ahead.shift()) ?? ''}\n`;
  }
  for (const line of ahead) yield `${await line}\n`;
  yield `${JSON.stringify({ end: true, lines: want.length })}\n`;
}

async function lineOf({ patientId, since }: Want, parts: PackParts): Promise<string> {
  const { record, cache, viewOf, now } = parts;
  const gone: PackGone = { patientId, gone: true };
  const view = viewOf(patientId);
  if (!view) return JSON.stringify({ ...gone, left: true } satisfies PackGone);
  const asOf = now().toISOString();
  const ready = since === undefined ? await findReady(patientId, view, parts) : undefined;
  if (ready !== undefined) return joined({ patientId, asOf }, ready);
  const held = since === undefined || !inView(since, view) ? undefined : wholeVersion(since);
  const difference = await record.readSince(patientId, held);
  if (!difference) return JSON.stringify(gone);
  const { seen, changed, isWhole } = cutDifference(difference, view);
  const version = versionIn(difference.version, view);
  const base =
    isWhole || difference.since === undefined
      ? {}
      : { since: versionIn(difference.since, view), digest: await resourcesDigest(seen) };
  const line: Omit<PackLine, Asked> = { version, ...base, changed, count: seen.length };
  const text = JSON.stringify(line);
  if (!('since' in base)) void cache.keep(patientId, version, text);
  return joined({ patientId, asOf }, text);
}

type Asked = 'patientId' | 'asOf';

/** The rest of a whole pack's line, when the record's present version of it was made into text before. */
async function findReady(
  patientId: string,
  view: View,
  { record, cache }: PackParts,
): Promise<string | undefined> {
  const known = (await record.versions([patientId])).get(patientId);
  return known && cache.find(patientId, versionIn(known.version, view));
}

/** One JSON object of two, the second written already. Neither is empty. */
function joined(first: Record<Asked, string>, rest: string): string {
  return `${JSON.stringify(first).slice(0, -1)},${rest.slice(1)}`;
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
