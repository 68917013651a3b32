/** How long leases run, and outage mode: the notice in force as a code to scan and a file to save. */
import type { MadeNotice } from '../lease/make-notice';
import { noticeAddress, noticePicture } from '../lease/notice-link';
import { localText } from '../lease/until';
import { html, Html } from '../pages/html';
import { anchorOf, field, timeText } from '../pages/office-page';
import { form } from './admin-form';

export interface LeaseView {
  leaseHours: number;
  /** The newest, over or not. */
  notice?: MadeNotice | undefined;
  /** Where devices find the app. */
  origin: string;
  now: Date;
}

const SUGGESTED_HOURS = 72;

export function leaseSection({ leaseHours, notice, origin, now }: LeaseView): Html {
  const suggested = localText(new Date(now.getTime() + SUGGESTED_HOURS * 3_600_000));
  const runs = notice && notice.exp * 1000 > now.getTime() ? notice : undefined;
  return html`<h2 id="${anchorOf('Leases')}">Leases</h2>
    <p>Patients can be read on a device for ${leaseHours} hours after its last contact.</p>
    ${form('set-lease-hours', [field('hours', 'Hours of a lease', String(leaseHours), 'number')], 'Change')}
    <h3 id="${anchorOf('Outage mode')}">Outage mode</h3>
    <p>
      While the server can’t be reached, an outage notice lets the leases of all devices run on. Devices that
      reach the server get it by themselves. To the others it goes as a code to scan, or as a file.
    </p>
    <p>
      Who has left and devices that were reported lost are left out by themselves; others by their user names,
      with commas between them.
    </p>
    ${runs ? noticeHtml(runs, origin) : html`<p>No notice is in force.</p>`}
    ${form(
      'outage-notice',
      [
        field('until', 'Leases run on until', suggested, 'datetime-local'),
        field('reason', 'Why'),
        field('without', 'Leave out these users'),
      ],
      'Make an outage notice',
    )}`;
}

function noticeHtml({ iat, exp, signed }: MadeNotice, origin: string): Html {
  return html`<p>
      Leases run on until <strong>${timeText(iso(exp))}</strong>. Made ${timeText(iso(iat))}. On each tablet:
      scan this with the camera and open the address in the browser that Doorstep is used in; or save the
      file, bring it over, and open it at “Outage notice” in Doorstep.
    </p>
    <div class="code" role="img" aria-label="The notice as a code to scan">
      ${new Html(noticePicture(origin, signed))}
    </div>
    <p><a class="button" href="/admin/notice">Save the notice as a file</a></p>
    <p><a href="${noticeAddress(origin, signed)}">The address that the code holds</a></p>`;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
