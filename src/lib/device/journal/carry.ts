/** Carries every journal of this device that waits, whoever wrote it. No vault is needed. */
import type { JournalRow } from './registry';
import { replicateJournal, type ReplicateOutcome, type ReplicateParts } from './replicate';

export interface CarryOutcome {
  /** Some journal could not be carried: try again later. */
  failed: boolean;
  /** Some entry is on the server, and its answer is not here yet. */
  waiting: boolean;
}

/** One round for each journal that waits, of those that are `meant`. */
export async function carryJournals(
  parts: ReplicateParts,
  meant: (row: JournalRow) => boolean = () => true,
): Promise<CarryOutcome> {
  const all = await parts.registry.findAll();
  const rows = all.filter((row) => row.waiting !== '' && !row.held && meant(row));
  const outcomes: ReplicateOutcome[] = [];
  for (const { name } of rows) outcomes.push(await replicateJournal(name, parts));
  return {
    failed: outcomes.some(({ kind }) => kind !== 'done' && kind !== 'held'),
    waiting: outcomes.some((outcome) => outcome.kind === 'done' && outcome.waiting),
  };
}
