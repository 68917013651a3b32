/** Makes an outage notice. Takes nothing but the server's keys, so that one can be made while the databases are down. */
import { createHmac } from 'node:crypto';
import { base64url } from 'jose';
import { monthsOf, NOTICE_MOST_MS } from '../../record/lease/rules';
import { signNotice, type Notice } from '../../record/lease/signed';
import type { ServerKeys } from '../keys';
import { signingKeyOf } from './signing-key';

const DAY_MS = 86_400_000;
/** So much of an enrolment's name stands in a notice that leaves it out: a code to scan holds only so many letters. */
export const NAME_LETTERS = 12;
/** More than these make no code that a camera reads: all others must get their notice. */
export const MOST_LEFT_OUT = 60;

export type MadeNotice = Notice & { signed: string };
export type NoticeOutcome = { kind: 'made'; notice: MadeNotice } | { kind: 'refused'; words: string };

export interface NoticeParts {
  keys: Pick<ServerKeys, 'secret'>;
  now: Date;
  /** `iat` of the notice that this one takes the place of. */
  after?: number | undefined;
  /** Enrolments whose leases do not run on; of more than fit, the first. */
  without?: readonly string[];
}

/** Lets leases run on until `until`: the words say why not, when that makes no sense. */
export async function makeNotice(
  until: Date,
  { keys, now, after = 0, without = [] }: NoticeParts,
): Promise<NoticeOutcome> {
  if (!(until > now)) return { kind: 'refused', words: 'The time has passed already.' };
  if (until.getTime() > now.getTime() + NOTICE_MOST_MS) {
    return { kind: 'refused', words: `A notice may run for ${NOTICE_MOST_MS / DAY_MS} days at most.` };
  }
  // The later one counts, whatever the clocks of the servers say.
  const iat = Math.max(seconds(now), after + 1);
  const exp = seconds(until);
  const monthKeys = monthsOf({ iat, exp }).map((month) => [month, base64url.encode(monthKeyOf(keys, month))]);
  const notice: Notice = {
    iat,
    exp,
    keys: Object.fromEntries(monthKeys) as Record<string, string>,
    ...(without.length === 0
      ? {}
      : { without: without.slice(0, MOST_LEFT_OUT).map((name) => name.slice(0, NAME_LETTERS)) }),
  };
  const signed = await signNotice(notice, (await signingKeyOf(keys)).key);
  return { kind: 'made', notice: { ...notice, signed } };
}

/** What the spare keys of the leases that end in a month are sealed with. */
export function monthKeyOf(keys: Pick<ServerKeys, 'secret'>, month: string): Uint8Array {
  return createHmac('sha256', keys.secret('outage')).update(month).digest();
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
