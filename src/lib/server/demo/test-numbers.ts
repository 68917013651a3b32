/** NHS numbers for invented patients: the 999 range is never issued and kept for local test patients. */
import { checkDigit } from '../../clinical/nhs-number';

const SLOTS = 500_000;
const STRIDE = 7919; // prime, so that neighbours look unlike and no slot comes twice

/**
 * The test number of a slot from 0 to 499,999; different slots give different numbers.
 * Of two nine-digit prefixes that differ by one in the last digit, at most one has no valid check digit.
 */
export function testNhsNumber(slot: number): string {
  if (!Number.isInteger(slot) || slot < 0 || slot >= SLOTS) throw new RangeError(`no such slot: ${slot}`);
  const even = ((slot * STRIDE + 7) % SLOTS) * 2;
  for (const serial of [even, even + 1]) {
    const nine = `999${String(serial).padStart(6, '0')}`;
    const check = checkDigit(nine);
    if (check !== undefined) return `${nine}${String(check)}`;
  }
  throw new Error('no valid check digit in this slot');
}
