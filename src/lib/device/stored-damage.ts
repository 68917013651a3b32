/** What of the read cache is not as it ought to be, from what was found and what is known to have been there. Pure. */
import type { WarningCode } from './sync/warnings';
import type { Expected } from './vault/sentinel';

export interface Found {
  /** The database could not be opened, and was begun anew. */
  anew: boolean;
  /** The clock's mark, kept with each lease, is gone. */
  clockLost: boolean;
  /** `closed`: the lease has ended, and nothing of it can be read. */
  caseload: 'held' | 'none' | 'closed' | 'damaged';
  /** Packs that can be listed, cards that can't be read, patients of whom anything is stored. */
  packs: { held: number; damaged: number; stored: number };
  /** Drafts that can be read. */
  drafts: number;
}

/** `caseload`: there is none to be shown, and there was one. */
export function storedDamage(
  { anew, clockLost, caseload, packs, drafts }: Found,
  expected: Expected = { packs: 0 },
): { caseload: boolean; warnings: WarningCode[] } {
  const wasHere = expected.packs > 0 || packs.stored > 0;
  const isCaseloadGone = caseload === 'damaged' || (caseload === 'none' && wasHere);
  const isPackGone = packs.damaged > 0 || (caseload !== 'closed' && packs.held < expected.packs);
  const isDamaged = anew || clockLost || isCaseloadGone || isPackGone;
  const isDraftLost = drafts < (expected.drafts ?? 0);
  return {
    caseload: isCaseloadGone,
    warnings: [
      ...(isDamaged ? ['pack-damaged' as const] : []),
      ...(isDraftLost ? ['draft-lost' as const] : []),
    ],
  };
}
