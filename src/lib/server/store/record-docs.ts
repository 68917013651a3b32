/**
 * The record's documents. A patient's head carries the version; each other document carries the version that it was last
 * written at. A commit writes its documents first and then swaps the head, so a document may be seen before its version is
 * published, or stay unpublished after a crash: such a one counts as changed for every reader until a commit writes it again.
 */
import * as v from 'valibot';
import { FhirResourceSchema, type FhirResource } from '../../record/fhir';
import { documentId } from '../../record/ids';
import { nhsNumberOf } from '../../record/patient';
import { isRestrictedPatient, isSealed } from '../../record/sensitivity';
import { EntryMarkSchema } from './entry-mark';

/** Versions that a head remembers: a device further back gets the whole pack. */
const REMEMBERED = 16;

const stored = {
  _id: v.string(),
  _rev: v.optional(v.string()),
  /** Counts the patient's commits. */
  n: v.number(),
  /** Random: after a restore from a backup, the same `n` may stand for something else. */
  tag: v.string(),
};

export const HeadDocSchema = v.object({
  ...stored,
  /** The latest versions, newest last, the head's own included. */
  history: v.array(v.string()),
  /** Whether the record holds the Patient, and not only resources that name one. */
  known: v.boolean(),
  /** Whether that Patient is a restricted one, and the NHS number to find them by, if it passes its check. */
  restricted: v.optional(v.boolean()),
  nhsNumber: v.optional(v.string()),
  /** Whether a sealed note was ever committed; absent in a head from before this was written down. */
  sealed: v.optional(v.boolean()),
});
export type HeadDoc = v.InferOutput<typeof HeadDocSchema>;

export const ResourceDocSchema = v.object({ ...stored, resource: FhirResourceSchema });
export type ResourceDoc = v.InferOutput<typeof ResourceDocSchema>;

export const MarkDocSchema = v.object({ ...stored, mark: EntryMarkSchema });
export type MarkDoc = v.InferOutput<typeof MarkDocSchema>;

export type ContentDoc = ResourceDoc | MarkDoc;
type Stamp = Pick<HeadDoc, 'n' | 'tag'>;

export const headId = (patientId: string): string => `${patientId}:!head`;
export const markId = (patientId: string, entryId: string): string => `${patientId}:!entry:${entryId}`;
export const resourceId = (patientId: string, resource: { resourceType: string; id: string }): string =>
  documentId(patientId, resource.resourceType, resource.id);

/** `reference` is `Type/id`. */
export const resourceIdOf = (patientId: string, reference: string): string =>
  `${patientId}:${reference.replace('/', ':')}`;

/** The patient whose head this is. */
export function patientOfHead(id: string): string | undefined {
  return id.endsWith(':!head') ? id.slice(0, -':!head'.length) : undefined;
}

/** Resource types begin with a capital letter; `[` is the character after `Z`. */
export const resourceRange = (patientId: string) => ({
  startkey: `${patientId}:A`,
  endkey: `${patientId}:[`,
});

/** `;` is the character after `:`. */
export const markRange = (patientId: string) => ({
  startkey: `${patientId}:!entry:`,
  endkey: `${patientId}:!entry;`,
});

export function versionOf(stamp: Stamp): string {
  return `${stamp.n}.${stamp.tag}`;
}

const countIn = (version: string): number => Number.parseInt(version, 10);

/** The head after `before`; the commit writes `resources`. */
export function nextHead(
  patientId: string,
  before: HeadDoc | undefined,
  tag: string,
  resources: readonly FhirResource[],
): HeadDoc {
  const stamp = { n: (before?.n ?? 0) + 1, tag };
  const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
  const person = patient && { restricted: isRestrictedPatient(patient), nhsNumber: validNumberOf(patient) };
  return {
    ...before,
    ...person,
    ...stamp,
    _id: headId(patientId),
    history: [...(before?.history ?? []), versionOf(stamp)].slice(-REMEMBERED),
    known: patient !== undefined || before?.known === true,
    sealed: resources.some(isSealed) || (before ? before.sealed : false),
  };
}

function validNumberOf(patient: FhirResource): string | undefined {
  const { nhsNumber, nhsNumberInvalid } = nhsNumberOf(patient);
  return nhsNumberInvalid ? undefined : nhsNumber;
}

/** Whether whoever read the head's version is sure to have read this. */
export function isPublished(doc: Stamp, head: HeadDoc | undefined): boolean {
  if (!head) return false;
  const oldest = head.history[0] ?? versionOf(head);
  return doc.n < countIn(oldest) || head.history.includes(versionOf(doc));
}

/** Whether a reader who holds `since`, one of the head's history, may lack this. */
export function isNewerThan(doc: Stamp, since: string, head: HeadDoc): boolean {
  return doc.n > countIn(since) || !isPublished(doc, head);
}
