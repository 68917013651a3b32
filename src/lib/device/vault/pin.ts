/** A shift PIN: what is accepted as one, and how it locks the data key in memory. Nothing of it ever rests on the disk. */
import * as v from 'valibot';
import { derivePinKey, KdfSchema, makePinHalf, withFreshSalt, type Kdf } from './derive';
import { wrapAgain, WrappedSchema, type Opener } from './keys';

/** Ten tries at a million: see docs/decisions/0013-a-shift-pin-lives-in-memory.md. */
export const PIN_DIGITS = 6;
/** Wrong tries in a row, of whatever kind, that close the PIN. */
export const PIN_CLOSES_AT = 10;

export const PinLockSchema = v.object({
  kdf: KdfSchema,
  half: v.instance(CryptoKey),
  dataKey: WrappedSchema,
  /** Device time, ms. */
  chosenAt: v.number(),
});
export type PinLock = v.InferOutput<typeof PinLockSchema>;

/** Why it will not do, in words; undefined when it will. */
export function findPinWeakness(pin: string): string | undefined {
  if (!new RegExp(`^\\d{${PIN_DIGITS}}$`).test(pin)) return `Use ${PIN_DIGITS} digits.`;
  const digits = pin.split('').map(Number);
  const steps = new Set(digits.slice(1).map((digit, i) => (digit - (digits[i] ?? 0) + 10) % 10));
  const isStraight = steps.size === 1 && [0, 1, 9].some((step) => steps.has(step));
  const repeats = [2, 3].some((period) => digits.every((digit, i) => digit === digits[i % period]));
  return isStraight || repeats ? 'It is one of the first that somebody would try.' : undefined;
}

/** The lock of a PIN on a vault that is open; undefined when the opener is not the right one. */
export async function makePinLock(
  pin: string,
  opener: Opener,
  { kdf: like, context, now }: { kdf: Kdf; context: string; now: number },
): Promise<PinLock | undefined> {
  const [kdf, half] = [withFreshSalt(like), await makePinHalf()];
  const dataKey = await wrapAgain(opener, await derivePinKey(pin, kdf, half), context);
  return dataKey && { kdf, half, dataKey, chosenAt: now };
}

export async function pinOpener(pin: string, { kdf, half, dataKey }: PinLock): Promise<Opener> {
  return { dataKey, key: await derivePinKey(pin, kdf, half) };
}
