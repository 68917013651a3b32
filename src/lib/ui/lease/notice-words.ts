/** What became of an outage notice, in words; and the notice in whatever text it comes in. */
import { formatInstant } from '../../clinical/dates';

type Outcome =
  | { kind: 'taken'; until: string; records: 'open' | 'locked' | 'closed' }
  | { kind: 'refused'; reason: 'not-genuine' | 'no-key' | 'older' | 'over' | 'no-vault' };

export interface NoticeWords {
  tone: 'good' | 'warn' | 'bad';
  title: string;
  text: string;
}

const RECORDS = {
  open: 'Patients’ records on this device stay open until then, without a contact with the server.',
  locked: 'Unlock as always: patients’ records on this device then stay open until that time.',
  closed:
    'But the last contact of this device was too long ago for it: patients’ records stay closed until the next one. What you wrote here is kept.',
} as const;

const REFUSED = {
  'not-genuine': 'It was not made by your organisation, or was changed on the way. Ask for it again.',
  'no-key':
    'This device has not been in contact with the server since your organisation began to sign notices. It needs a network first.',
  older: 'A newer notice is on this device already. That one counts.',
  over: 'Its time is over. Ask for a new one.',
  'no-vault':
    'Nobody has set up Doorstep in this browser. Open the notice in the browser that you use Doorstep in.',
} as const;

export function noticeWords(outcome: Outcome): NoticeWords {
  if (outcome.kind === 'refused')
    return { tone: 'bad', title: 'This notice changes nothing', text: REFUSED[outcome.reason] };
  const title = `The outage notice is in force until ${formatInstant(outcome.until)}`;
  return { tone: outcome.records === 'closed' ? 'warn' : 'good', title, text: RECORDS[outcome.records] };
}

/** A signed notice: three parts of base64url with dots between them. */
const SIGNED = /[\w-]{10,}\.[\w-]{10,}\.[\w-]{40,}/;

/** The notice in an address, or in what stands in a file. */
export function findNotice(text: string): string | undefined {
  return SIGNED.exec(text)?.[0];
}
