/** HTML that can't be broken out of: what goes into the template is text, unless it is HTML from here. */
import { escapeHtml } from '../identity/page';

export class Html {
  constructor(readonly text: string) {}
}

export type Value = string | number | undefined | Html | readonly Html[];

/** A template of HTML. Text in it is escaped, lists are joined, `undefined` is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, n) => part + textOf(values[n])).join(''));
}

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('\n');
  return escapeHtml(String(value));
}
