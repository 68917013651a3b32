/** Whether an entry that waits for a person does so for a reason that this run gave, and where a person sees it. */
import { outboxItemOf, type OwnEntry } from '../../../src/lib/device/journal/own-entry';
import { isOpenDispute } from '../../../src/lib/record/dispute';
import type { FhirResource } from '../../../src/lib/record/fhir';
import type { Refused } from '../../../src/lib/server/filing/quarantine';
import type { Tried } from './saved';
import type { World } from './world';

/** What is wrong with a refusal, in words; undefined when it is due. */
export function wrongRefusal(
  world: World,
  tried: Tried,
  own: OwnEntry,
  held: readonly Refused[],
): string | undefined {
  const refusal = own.detail?.refusal ?? 'no reason given';
  if (!isRefusalDue(world, tried, refusal)) return `refused as ${refusal}, which nothing led to`;
  const { reason = '', next = '' } = outboxItemOf(own, () => undefined);
  if (reason === '' || next === '') return 'refused, and its author is not told why, or what to do';
  const isHeld = held.some(
    ({ entryId, journal, filedAt }) =>
      entryId === own.entryId && journal === own.journal && filedAt === undefined,
  );
  return isHeld ? undefined : 'refused, and not among what the office is shown';
}

function isRefusalDue(world: World, { tablet, patientId, kind, at }: Tried, refusal: string): boolean {
  switch (refusal) {
    // What was written while the patient was theirs is filed. A clock that was wrong, or a server that went back to other
    // lists, may say otherwise.
    case 'no-access':
      return (
        !world.wasWith(tablet, patientId, at) ||
        world.tablets[tablet]?.clockWasMoved === true ||
        world.restores > 0
      );
    // The dispute that it decides went with the server's disk, and did not come back.
    case 'unknown-target':
      return kind === 'decision' && world.restores > 0;
    default:
      return false;
  }
}

/** What is wrong with a dispute that an entry waits for. */
export function wrongDispute(
  world: World,
  tried: Tried,
  own: OwnEntry,
  resources: readonly FhirResource[],
): string | undefined {
  const { disputeId } = outboxItemOf(own, () => undefined);
  const task = resources.find(({ resourceType, id }) => resourceType === 'Task' && id === disputeId);
  if (!task || !isOpenDispute(task)) return 'waits for a dispute that nobody can decide';
  const { patientId, wording } = tried;
  const hasRival = world.tried.some(
    (other) =>
      other.token !== tried.token &&
      other.patientId === patientId &&
      other.wording?.activity === wording?.activity,
  );
  return hasRival ? undefined : 'disputed, though nobody else changed the same';
}
