/** What the privacy officer sees of entries that wait for a decision. What was written is not shown: the role sees no chart. */
import { entryKindWords } from '../../record/entry-kinds';
import type { HeldEntry } from '../../record/held-entries';
import { html, type Html } from '../pages/html';
import { field, timeText } from '../pages/office-page';

export function heldPage(entries: readonly HeldEntry[]): Html {
  return html`<p>
      Each was written by somebody who had no right to write about the patient at that time. It is kept until
      it is accepted into the record, or rejected. Its author is told which; your reason is recorded.
    </p>
    ${
      entries.length === 0
        ? html`<p>Nothing waits for a decision.</p>`
        : entries.map((entry) => decisionForm(entry))
    }
    <p><a href="/privacy">Back to Privacy</a></p>`;
}

function decisionForm(entry: HeldEntry): Html {
  const { journal, entryId, authorName, patientId, kind, writtenAt, refusedAt } = entry;
  return html`<h2>${entryKindWords(kind)} by ${authorName}, ${timeText(writtenAt)}</h2>
    <p>Patient ${patientId}. ${standing(entry)} Held back since ${timeText(refusedAt)}.</p>
    <form method="post" action="/privacy/held-entries">
      <input type="hidden" name="journal" value="${journal}" />
      <input type="hidden" name="entryId" value="${entryId}" />
      ${field('reason', `Your reason, for ${authorName}`)}
      <button name="decision" value="accept">Accept into the record</button>
      <button name="decision" value="reject">Reject</button>
    </form>`;
}

function standing({ authorName, onCaseload, onCaseloadUntil }: HeldEntry): string {
  if (onCaseload === 'never') return `Never on the caseload of ${authorName}.`;
  if (onCaseload === 'now') return `On the caseload of ${authorName} now, and not when it was written.`;
  return `On the caseload of ${authorName} until ${timeText(onCaseloadUntil)}.`;
}
