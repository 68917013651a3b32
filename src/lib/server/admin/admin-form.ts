/** A form of the administrator's page: one act, its fields, and the button that does it. */
import { html, type Html } from '../pages/html';

export function form(act: string, fields: readonly Html[], words = 'Add'): Html {
  return html`<form method="post" action="/admin">
    <input type="hidden" name="act" value="${act}" />${fields}<button>${words}</button>
  </form>`;
}
