/**
 * One commit to one patient's record: read, plan, write, then swap the head. Whoever comes second, in this process or in
 * another, is told so by the database (409), reads again and plans again.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { FhirResource } from '../../record/fhir';
import { findDocument, writeDocuments } from './documents';
import type { EntryMark } from './entry-mark';
import { HeadDocSchema, headId, isPublished, nextHead, type ContentDoc, type HeadDoc } from './record-docs';
import type { Database } from './store';

const ATTEMPTS = 20;

export type Draft = { _id: string } & ({ resource: FhirResource } | { mark: EntryMark });

export interface Steps {
  /** The documents that the plan needs to see: at least all that it may write. */
  read: () => Promise<ContentDoc[]>;
  /** Pure and idempotent: it runs again whenever somebody else was first, and may then see what it wrote itself. */
  plan: (current: readonly ContentDoc[], head: HeadDoc | undefined) => Draft[] | Promise<Draft[]>;
}

/** The head after the commit, and how many documents were written; none when nothing differs. */
export async function commitTo(
  database: Database,
  patientId: string,
  { read, plan }: Steps,
): Promise<{ head: HeadDoc | undefined; changed: number }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const head = await findHead(database, patientId);
    const current = new Map((await read()).map((doc) => [doc._id, doc]));
    const drafts = await plan([...current.values()], head);
    const due = drafts.filter((draft) => !isStored(draft, current.get(draft._id), head));
    if (due.length === 0) return { head, changed: 0 };
    const next = nextHead(patientId, head, randomBytes(6).toString('base64url'), resourcesIn(due));
    // Said before it is written: a sealed note that a crash leaves behind is looked for all the same.
    if (next.sealed && (head === undefined || head.sealed === false)) {
      const told: HeadDoc = { ...(head ?? beforeFirst(next)), sealed: true };
      await writeDocuments(database, [told]);
      continue;
    }
    const stamped = due.map((draft) => stamp(draft, current.get(draft._id), next));
    // Changes first: only they can meet a conflict, and additions must not stay behind when they do.
    const batches = [stamped.filter((doc) => doc._rev), stamped.filter((doc) => !doc._rev), [next]];
    if (await writeInTurn(database, batches)) return { head: next, changed: due.length };
    await sleep(Math.random() * 10 * attempt);
  }
  throw new Error('the record was too busy to commit to');
}

/** The head of a record in which nothing is published yet. */
function beforeFirst({ _id, tag }: HeadDoc): HeadDoc {
  return { _id, n: 0, tag, history: [], known: false };
}

export async function findHead(database: Database, patientId: string): Promise<HeadDoc | undefined> {
  const found = await findDocument(database, headId(patientId));
  return found === undefined ? undefined : v.parse(HeadDocSchema, found);
}

/**
 * Writes the head once more as it is. For a database whose last answer may have been uncertain: what reads as published may
 * stand in one copy of the cluster only, and a write is the one question that a majority answers. Throws when it fails.
 */
export async function confirmHead(database: Database, patientId: string): Promise<void> {
  const head = await findHead(database, patientId);
  if (!head || (await writeDocuments(database, [head])) === 'written') return;
  throw new Error('somebody else is writing this record');
}

async function writeInTurn(
  database: Database,
  batches: Parameters<typeof writeDocuments>[1][],
): Promise<boolean> {
  for (const batch of batches) if ((await writeDocuments(database, batch)) === 'conflict') return false;
  return true;
}

/** Same content, and sure to be seen: a document that a crashed commit left unpublished is written again. */
function isStored(draft: Draft, held: ContentDoc | undefined, head: HeadDoc | undefined): boolean {
  return (
    held !== undefined &&
    isPublished(held, head) &&
    isDeepStrictEqual(contentOf(held), asJson(contentOf(draft)))
  );
}

function stamp(draft: Draft, held: ContentDoc | undefined, { n, tag }: HeadDoc) {
  return { ...draft, n, tag, ...(held?._rev === undefined ? {} : { _rev: held._rev }) };
}

function contentOf(doc: Draft | ContentDoc): FhirResource | EntryMark {
  return 'resource' in doc ? doc.resource : doc.mark;
}

/** As it will be read back: without undefined fields. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function resourcesIn(drafts: readonly Draft[]): FhirResource[] {
  return drafts.flatMap((draft) => ('resource' in draft ? [draft.resource] : []));
}
