/**
 * What patients' records on this device are sealed with: each with a key of its own, which goes with it, and those by the
 * lease's key, which goes when the lease ends.
 */
import type { OpenVault } from '../vault/open-vault';
import { openBlock, type Block, type BlockOutcome } from './block';
import { hasOwnKey, openWithOwnKey, sealWithOwnKey } from './own-key';

export interface PatientKeys {
  /** Undefined when the lease has ended: then nothing of a patient may be written. */
  readonly sealing: CryptoKey | undefined;
  /** To be tried one after another; none when the lease has ended. */
  readonly opening: readonly CryptoKey[];
}

/** Of a vault that has never had a lease. */
export function keysOf({ dataKey }: Pick<OpenVault, 'dataKey'>): PatientKeys {
  return { sealing: dataKey, opening: [dataKey] };
}

/** Throws when the lease has ended. */
export function ensureSealing({ sealing }: PatientKeys): CryptoKey {
  if (!sealing) throw new Error('The lease has ended: nothing of a patient is written');
  return sealing;
}

export async function sealForLease(keys: PatientKeys, value: unknown, context: string): Promise<Block> {
  return sealWithOwnKey(ensureSealing(keys), value, context);
}

export async function openByLease(keys: PatientKeys, block: Block, context: string): Promise<BlockOutcome> {
  // What an older version of the app sealed has no key of its own, until it is sealed anew.
  const open = hasOwnKey(block) ? openWithOwnKey : openBlock;
  for (const key of keys.opening) {
    const outcome = await open(key, block, context);
    if (outcome.kind === 'opened') return outcome;
  }
  return { kind: 'damaged' };
}
