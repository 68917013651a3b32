/** A form of the administrator's page: one act, its fields, and the button that does it. */
import { html, type Html } from '../pages/html';

export function form(act: string, fields: readonly Html[], words = 'Add'): Html {
  return html`<form method="post" action="/admin">
    <input type="hidden" name="act" value="${act}" />${fields}<button>${words}</button>
  </form>`;
}

/** The same for what can't be taken back: a press opens it, and says what it does; a second one does it. */
export function sureForm(
  act: string,
  fields: readonly Html[],
  { words, then, sure }: { words: string; then: string; sure: string },
): Html {
  return html`<details>
    <summary>${words}</summary>
    <p>${then}</p>
    ${form(act, fields, sure)}
  </details>`;
}
