/**
 * A shift PIN that ends by itself leaves nothing that could say so: it was in memory only. So that there was one is marked
 * on the disk, and whoever finds the mark without the PIN records the end.
 */
import type { Act } from '../../record/audit-event';
import { errorName } from '../error-name';
import { SHIFT_MS } from '../shift-pins';
import type { Surroundings } from '../surroundings';
import { recordLocked } from './record-locked';

type Around = Pick<Surroundings, 'enrolments' | 'vaults' | 'audits' | 'witness' | 'now'>;
type Whose = { userHash: string; user: { id: string }; clockOffsetMs: number };

/** Nothing waits for it: without the mark, all that is missing is the event of the end. */
export async function markPin(
  { userHash, clockOffsetMs }: Whose,
  chosenAt: number,
  { enrolments }: Around,
): Promise<void> {
  await enrolments.savePin(userHash, chosenAt + clockOffsetMs).catch(noteFailure);
}

/** Whoever took the PIN away records that otherwise. */
export async function unmarkPin(
  { userHash }: Pick<Whose, 'userHash'>,
  { enrolments }: Around,
): Promise<void> {
  await enrolments.takePin(userHash).catch(noteFailure);
}

/** There is no PIN any more. Recorded once, if there was one. */
export async function recordEndedPin(
  { userHash, user, clockOffsetMs }: Whose,
  how: 'wrong-tries' | 'by-itself',
  around: Around,
): Promise<void> {
  try {
    const chosenAt = await around.enrolments.takePin(userHash);
    if (chosenAt === undefined) return;
    const end = chosenAt + SHIFT_MS;
    await recordLocked(user.id, actOf(how, end <= around.now() + clockOffsetMs, end), around);
  } catch (error) {
    noteFailure(error);
  }
}

/** `memory-gone`: with a restart, of which nobody knows when it was. `shift-over`: then, at the latest. */
function actOf(how: 'wrong-tries' | 'by-itself', isOver: boolean, end: number): Act {
  if (how === 'wrong-tries') return { kind: 'pin-ended', reason: how };
  if (!isOver) return { kind: 'pin-ended', reason: 'memory-gone' };
  return { kind: 'pin-ended', reason: 'shift-over', happened: new Date(end).toISOString() };
}

function noteFailure(error: unknown): void {
  console.error('That a shift PIN was chosen or ended could not be kept', errorName(error));
}
