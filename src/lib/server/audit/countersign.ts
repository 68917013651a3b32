/** The server's word on how far a chain goes: a JWS by a key that stands in `KEYS_FILE`, not in any database. */
import { compactVerify, CompactSign, errors } from 'jose';
import * as v from 'valibot';
import { HeadSchema, type Countersigned, type Head } from '../../record/audit-chain';

const ALG = 'HS256';
const ClaimSchema = v.object({ chain: v.string(), ...HeadSchema.entries });

export async function countersign(chain: string, head: Head, secret: Uint8Array): Promise<Countersigned> {
  const { seq, hash } = head;
  const claim = new TextEncoder().encode(JSON.stringify({ chain, seq, hash }));
  const signature = await new CompactSign(claim).setProtectedHeader({ alg: ALG }).sign(secret);
  return { head: { seq, hash }, signature };
}

/** The head that this server once vouched for; undefined for any other signature, or that of another chain. */
export async function vouchedFor(
  chain: string,
  { signature }: Countersigned,
  secret: Uint8Array,
): Promise<Head | undefined> {
  try {
    const { payload } = await compactVerify(signature, secret, { algorithms: [ALG] });
    const claim = v.parse(ClaimSchema, JSON.parse(new TextDecoder().decode(payload)));
    return claim.chain === chain ? { seq: claim.seq, hash: claim.hash } : undefined;
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof SyntaxError || v.isValiError(cause))
      return undefined;
    throw cause;
  }
}
