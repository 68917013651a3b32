/** An outage notice on its way without the server: an address of the app that any camera reads, and a file. */
import { renderSVG, renderUnicodeCompact } from 'uqr';

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
