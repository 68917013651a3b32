/** What patients' records on this device are sealed with: the lease's key, which goes when the lease ends. */
import type { OpenVault } from '../vault/open-vault';
import { openBlock, sealBlock, type Block, type BlockOutcome } from './block';

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
  return sealBlock(ensureSealing(keys), value, context);
}

export async function openByLease(keys: PatientKeys, block: Block, context: string): Promise<BlockOutcome> {
  for (const key of keys.opening) {
    const outcome = await openBlock(key, block, context);
    if (outcome.kind === 'opened') return outcome;
  }
  return { kind: 'damaged' };
}
