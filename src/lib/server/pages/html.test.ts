import { expect, it } from 'vitest';
import { html } from './html';

it('text stays text, in the page and in an attribute; HTML made here stays HTML', () => {
  const name = `<script>"'&`;
  const item = html`<li title="${name}">${name}</li>`;
  const page = html`<ul>
    ${[item, item]}${undefined}${3}
  </ul>`;
  const escaped = '&lt;script&gt;&quot;&#39;&amp;';
  expect(item.text).toBe(`<li title="${escaped}">${escaped}</li>`);
  expect(page.text.replaceAll(/\s/g, '')).toBe(`<ul>${item.text}${item.text}3</ul>`.replaceAll(/\s/g, ''));
});
