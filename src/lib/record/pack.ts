/**
 * A pack: everything that the record held on one patient at one version.
 * `POST /api/packs` `{ want: [{ patientId, since? }] }` answers NDJSON, a line a patient in the order asked, then an end line.
 */
import * as v from 'valibot';
import { digestOf } from './digest';
import { FhirResourceSchema, referenceTo, type FhirResource } from './fhir';

export interface Pack {
  patientId: string;
  version: string;
  /** Server time at which the record held exactly this. */
  asOf: string;
  resources: FhirResource[];
}

export const PackRequestSchema = v.object({
  want: v.pipe(
    v.array(v.object({ patientId: v.string(), since: v.optional(v.string()) })),
    v.maxLength(20_000),
  ),
});
export type PackRequest = v.InferOutput<typeof PackRequestSchema>;

/** `since` absent: `changed` is the whole pack. Present: only what changed after that version, to lay over it. */
export const PackLineSchema = v.looseObject({
  patientId: v.string(),
  version: v.string(),
  asOf: v.string(),
  since: v.optional(v.string()),
  changed: v.array(FhirResourceSchema),
  /** How many resources the pack has at `version`: a check that nothing was lost on the way. */
  count: v.number(),
  /** With `since`: `resourcesDigest` of the pack at `version`. A change that was left out shows in it. */
  digest: v.optional(v.string()),
});
export type PackLine = v.InferOutput<typeof PackLineSchema>;

/** There is no pack of this patient, for whoever asks. */
export const PackGoneSchema = v.looseObject({
  patientId: v.string(),
  gone: v.literal(true),
  /** They have no reason to see this patient (any more). Without it, only no record was found. */
  left: v.optional(v.literal(true)),
});
export type PackGone = v.InferOutput<typeof PackGoneSchema>;
/** The last line; without it the answer was cut short. `lines` counts the lines before it. */
export const PackEndSchema = v.looseObject({ end: v.literal(true), lines: v.number() });

export const PackStreamLineSchema = v.union([PackLineSchema, PackGoneSchema, PackEndSchema]);
export type PackStreamLine = v.InferOutput<typeof PackStreamLineSchema>;

export type ApplyOutcome = { kind: 'applied'; pack: Pack } | { kind: 'mismatch'; reason: string };

/** What a pack holds, in few bytes: in the order of references, each resource as its JSON came from the server. */
export function resourcesDigest(resources: readonly FhirResource[]): Promise<string> {
  const texts = new Map(resources.map((resource) => [referenceTo(resource), JSON.stringify(resource)]));
  return digestOf(
    [...texts.keys()]
      .sort()
      .map((reference) => texts.get(reference))
      .join('\n'),
  );
}

/** Lays a line over the pack that is held (if any). A mismatch means: ask for the whole pack. */
export async function applyLine(held: Pack | undefined, line: PackLine): Promise<ApplyOutcome> {
  if (line.since !== undefined && held?.version !== line.since) {
    return { kind: 'mismatch', reason: 'the change starts from another version' };
  }
  const byReference = new Map<string, FhirResource>();
  if (line.since !== undefined) for (const r of held?.resources ?? []) byReference.set(referenceTo(r), r);
  for (const r of line.changed) byReference.set(referenceTo(r), r);
  if (byReference.size !== line.count) {
    return { kind: 'mismatch', reason: `${byReference.size} resources where ${line.count} were promised` };
  }
  const resources = [...byReference.values()];
  if (line.digest !== undefined && line.digest !== (await resourcesDigest(resources))) {
    return { kind: 'mismatch', reason: 'the pack comes out otherwise than the server’s' };
  }
  const { patientId, version, asOf } = line;
  return { kind: 'applied', pack: { patientId, version, asOf, resources } };
}
