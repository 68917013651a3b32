/** An outage notice on its way without the server: an address of the app that any camera reads, and a file. */
import { renderSVG, renderUnicodeCompact } from 'uqr';
import { timeText } from '../pages/office-page';
import type { MadeNotice } from './make-notice';

/** Where the app takes it. What follows `#` never leaves the device. */
export function noticeAddress(origin: string, signed: string): string {
  return new URL(`/notice#${signed}`, origin).href;
}

/** As a picture for a page: black on white, whatever the colours around it. */
export function noticePicture(origin: string, signed: string): string {
  return renderSVG(noticeAddress(origin, signed), { ecc: 'L', border: 4 });
}

/** As lines of text for a terminal. */
export function noticeLines(origin: string, signed: string): string {
  return renderUnicodeCompact(noticeAddress(origin, signed), { ecc: 'L', border: 2 });
}

/** As a terminal shows it: how long leases run on, the address, and the code. `told`: the first of it. */
export function noticeWords(
  { exp, signed, without = [] }: MadeNotice,
  origin: string,
  toLeaveOut = 0,
): { told: string; words: string } {
  const until = `Leases run on until ${timeText(new Date(exp * 1000).toISOString())}.`;
  const more = toLeaveOut - without.length;
  const told = [
    until,
    ...(without.length === 0
      ? []
      : [without.length === 1 ? '1 device is left out.' : `${without.length} devices are left out.`]),
    ...(more > 0 ? [`${more} more should be, and do not fit.`] : []),
  ].join(' ');
  return { told, words: [told, noticeAddress(origin, signed), noticeLines(origin, signed)].join('\n') };
}
