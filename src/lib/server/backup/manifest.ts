/** What a backup says of itself. Written last: a folder without it is no backup. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

const rows = v.record(v.string(), v.number());

export const ManifestSchema = v.looseObject({
  format: v.literal(1),
  /** When it was begun. ISO instant. */
  at: v.string(),
  /** Rows by the name of each database. */
  journals: rows,
  databases: rows,
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;

export const MANIFEST = 'backup.json';
export const KEYS = 'keys.json';

/** The manifest in a folder; undefined when there is none that can be read. */
export async function findManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return v.parse(ManifestSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}
