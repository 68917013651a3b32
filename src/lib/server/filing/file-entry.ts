/** Takes entries into their patient's record, each once, however often and wherever it arrives. */
import type { Entry } from '../../record/entry';
import { referenceTo, type FhirResource } from '../../record/fhir';
import type { ReceiptDetail } from '../../record/receipt';
import type { EntryMark, HeldMark, VersionedMark } from '../store/entry-mark';
import type { RecordStore, Resources, Slice } from '../store/record';
import { answerTime } from './receipts';
import { namesKeptBack, neededBy, verdictOn, type Verdict } from './verdict';

export type Outcome =
  | { kind: 'filed' | 'decision'; at: string; version?: string; detail: ReceiptDetail }
  | Extract<Verdict, { kind: 'refused' }>;

export interface Arrival {
  entry: Entry;
  /** Hash of what is in the entry: the same id with another content is another entry. */
  content: string;
  /** Where it lies, and where its receipt belongs. */
  journal: string;
  /** Whether its author may write on what is sensitive or sealed. To anybody else it is not there. */
  reachesKeptBack: boolean;
}

type Accepted = Exclude<Verdict, { kind: 'refused' }>;
type Planned = Verdict | { kind: 'answered'; outcome: Outcome };

/**
 * All about one patient, in the order given, each on top of those before it, in one commit: two writes to the disk,
 * however many there are. `at` is the server's time, an ISO instant. Throws when the store fails: then nothing may be
 * answered yet.
 */
export async function fileEntries(
  patientId: string,
  arrivals: readonly Arrival[],
  record: RecordStore,
  at: string,
): Promise<Outcome[]> {
  const waiting = await Promise.all(arrivals.map(({ entry }) => waitingFor(entry, record)));
  const part = {
    resources: [...new Set(arrivals.flatMap(({ entry }) => neededBy(entry)))],
    entries: [...arrivals.map(({ entry }) => entry.id), ...waiting.flat()],
  };
  // The last run of the plan is the one that was committed.
  let planned: Planned[] = [];
  const { version } = await record.commitPart(patientId, part, (current) => {
    planned = [];
    const resources = new Map(current.resources);
    const written = new Map<string, FhirResource>();
    const marks: EntryMark[] = [];
    for (const [i, arrival] of arrivals.entries()) {
      const { entry } = arrival;
      const known = current.marks.get(entry.id);
      const one: Planned = known?.published
        ? { kind: 'answered', outcome: answerAgain(known, arrival) }
        : (verdictBefore(known, arrival, resources) ?? verdictFor(arrival, resources, at));
      planned.push(one);
      if (one.kind === 'answered' || one.kind === 'refused') continue;
      for (const resource of one.resources) {
        resources.set(referenceTo(resource), resource);
        written.set(referenceTo(resource), resource);
      }
      const settled = one.kind === 'filed' ? settle(current, waiting[i] ?? [], at) : [];
      marks.push(markOf(arrival, one, at), ...settled);
    }
    return { resources: [...written.values()], marks };
  });
  if (planned.length !== arrivals.length) throw new Error('a commit ended without a plan');
  if (planned.some(({ kind }) => kind === 'answered')) await record.confirm(patientId);
  return planned.map((one) => {
    if (one.kind === 'answered') return one.outcome;
    return one.kind === 'refused' ? one : { kind: one.kind, at, version, detail: detailOf(one) };
  });
}

/**
 * What an earlier filing came to that was cut short before its version was published: its changes are in the record, and
 * others may have been made on top of them. Undefined when not all of it is there.
 */
function verdictBefore(
  known: HeldMark | undefined,
  { content }: Arrival,
  resources: Resources,
): Accepted | undefined {
  if (known?.mark.content !== content) return undefined;
  const { outcome, detail } = known.mark;
  const written = (detail.resources ?? []).map((reference) => resources.get(reference));
  if (!written.every((resource) => resource !== undefined)) return undefined;
  if (outcome === 'filed') return { kind: outcome, resources: written };
  const { disputeId, conflicts } = detail;
  return disputeId && conflicts ? { kind: outcome, resources: written, disputeId, conflicts } : undefined;
}

function verdictFor({ entry, reachesKeptBack }: Arrival, resources: Resources, at: string): Verdict {
  if (!reachesKeptBack && namesKeptBack(entry, resources))
    return { kind: 'refused', refusal: 'unknown-target', keptBack: true };
  return verdictOn(entry, resources, at);
}

function markOf({ entry, content, journal }: Arrival, verdict: Accepted, at: string): EntryMark {
  return { entryId: entry.id, outcome: verdict.kind, at, journal, content, detail: detailOf(verdict) };
}

function detailOf(verdict: Accepted): ReceiptDetail {
  const resources = verdict.resources.map(referenceTo);
  if (verdict.kind === 'filed') return { resources };
  return { resources, disputeId: verdict.disputeId, conflicts: verdict.conflicts };
}

/** What waited for this decision and is settled by it, now or when it came before. */
export async function settledBy(entry: Entry, record: RecordStore): Promise<VersionedMark[]> {
  return (await marksOfDispute(entry, record)).filter(({ mark }) => mark.outcome === 'filed');
}

async function waitingFor(entry: Entry, record: RecordStore): Promise<string[]> {
  const marks = await marksOfDispute(entry, record);
  return marks.filter(({ mark }) => mark.outcome === 'decision').map(({ mark }) => mark.entryId);
}

async function marksOfDispute({ id, patientId, body }: Entry, record: RecordStore): Promise<VersionedMark[]> {
  if (body.kind !== 'decision') return [];
  const marks = await record.marks(patientId);
  return marks.filter(({ mark }) => mark.entryId !== id && mark.detail.disputeId === body.disputeId);
}

/** A person has decided: what waited for that is done with. */
function settle(current: Slice, waiting: readonly string[], at: string): EntryMark[] {
  return waiting.flatMap((entryId) => {
    const held = current.marks.get(entryId)?.mark;
    if (held?.outcome !== 'decision') return [];
    return [{ ...held, outcome: 'filed' as const, at: answerTime(new Date(at), held) }];
  });
}

function answerAgain({ mark, version }: VersionedMark, { content }: Arrival): Outcome {
  if (mark.content !== content) return { kind: 'refused', refusal: 'invalid' };
  return { kind: mark.outcome, at: mark.at, version, detail: mark.detail };
}
