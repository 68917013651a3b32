/**
 * The chain of audit events: each link carries the hash of the one before it, so that no link can be changed, taken out,
 * moved or put in without the rest giving it away. Whoever knows the last link that was there knows of a cut tail too.
 * One chain for each vault on each device, and one for the server.
 */
import { base64url } from 'jose';
import * as v from 'valibot';
import { SealedSchema } from './journal-docs';

const SeqSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9_999_999_999));

/** Up to where a chain goes; a new one is at `START`. */
export const HeadSchema = v.object({
  seq: v.pipe(v.number(), v.integer(), v.minValue(0)),
  hash: v.string(),
});
export type Head = v.InferOutput<typeof HeadSchema>;
export const START: Head = { seq: 0, hash: '' };

export interface Link extends Head {
  chain: string;
  /** Hash of the link before. */
  prev: string;
  /** The event as JSON text: what was hashed, letter by letter. */
  text: string;
}

/** A link as it rests on a device and travels: its text is sealed for the server, under `linkAad`. */
export const SealedLinkSchema = v.looseObject({
  seq: SeqSchema,
  prev: v.string(),
  hash: v.string(),
  sealed: SealedSchema,
});
export type SealedLink = v.InferOutput<typeof SealedLinkSchema>;

/** The server's word that it holds the chain up to `head`: a compact JWS by its own key. */
export const CountersignedSchema = v.looseObject({ head: HeadSchema, signature: v.string() });
export type Countersigned = v.InferOutput<typeof CountersignedSchema>;

export const MOST_LINKS = 200;

/** `POST /api/audit`: links in their order. The answer is `Countersigned` up to the last of them. */
export const CarriedSchema = v.looseObject({
  chain: v.string(),
  links: v.pipe(v.array(SealedLinkSchema), v.minLength(1), v.maxLength(MOST_LINKS)),
  /** How far the chain goes by the device's witness outside the database; more links than these may be to come. */
  reached: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** What the server said last. One that was restored from a backup may have forgotten it. */
  countersigned: v.optional(CountersignedSchema),
});
export type Carried = v.InferOutput<typeof CarriedSchema>;

export type Breach =
  /** Its hash is not that of what it says. */
  | 'altered'
  /** It does not follow the link before it: one was taken out, put in or moved. */
  | 'out-of-order'
  /** The chain ends before the last link that is known to have been there. */
  | 'cut';

export async function linkHash({ chain, seq, prev, text }: Omit<Link, 'hash'>): Promise<string> {
  // JSON keeps the parts apart: no two chains of parts make one text.
  const bytes = new TextEncoder().encode(JSON.stringify([chain, seq, prev, text]));
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** The link that follows `head` with this event. */
export async function nextLink(chain: string, head: Head, text: string): Promise<Link> {
  const link = { chain, seq: head.seq + 1, prev: head.hash, text };
  return { ...link, hash: await linkHash(link) };
}

/** What the sealed text of a link is bound to: it opens in no other place. */
export function linkAad(chain: string, seq: number): string {
  return `audit:${chain}:${seq}`;
}

/** What is wrong with a link that ought to follow `head` in `chain`; undefined when nothing is. */
export async function breachOf(link: Link, chain: string, head: Head): Promise<Breach | undefined> {
  if ((await linkHash(link)) !== link.hash) return 'altered';
  const follows = link.chain === chain && link.seq === head.seq + 1 && link.prev === head.hash;
  return follows ? undefined : 'out-of-order';
}

/**
 * Goes through a whole chain. `known`: heads that were vouched for from elsewhere, by the server's countersignature or the
 * device's witness. Answers the first breach, with the number at which it shows.
 */
export async function findBreach(
  chain: string,
  links: readonly Link[],
  known: readonly Head[] = [],
): Promise<{ breach: Breach; seq: number } | undefined> {
  let head = START;
  for (const link of links) {
    const breach = await breachOf(link, chain, head);
    if (breach) return { breach, seq: head.seq + 1 };
    if (known.some(({ seq, hash }) => seq === link.seq && hash !== link.hash)) {
      return { breach: 'altered', seq: link.seq };
    }
    head = link;
  }
  const last = Math.max(0, ...known.map(({ seq }) => seq));
  return head.seq < last ? { breach: 'cut', seq: head.seq + 1 } : undefined;
}
