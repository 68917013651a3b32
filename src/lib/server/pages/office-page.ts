/** The pages of those who look after the organisation: written by the server, without a script, for a desk with a network. */
import type { User } from '../../record/user';
import { DEMO_BANNER, htmlPage, PAGE_HEADERS } from '../identity/page';
import { html, Html, type Value } from './html';

export interface OfficePage {
  title: string;
  user: User;
  demo: boolean;
  main: Html;
  /** What came of the last act, in words. */
  done?: string | undefined;
  /** What is wrong with it, and in which field. */
  wrong?: { words: string; field?: string } | undefined;
  status?: number;
}

export function officePage({ title, user, demo, main, done, wrong, status = 200 }: OfficePage): Response {
  const banner = html`${demo ? new Html(DEMO_BANNER) : undefined}
    <p>Signed in as ${user.name}</p>`;
  const failed = wrong && problem(wrong.words, wrong.field);
  const said = done === undefined ? undefined : html`<p role="status" class="said">${done}</p>`;
  const page = htmlPage({
    title: wrong ? `Error: ${title}` : title,
    heading: title,
    banner: banner.text,
    main: html`${failed}${said}${main}
      <form method="post" action="/api/sign-out" class="end"><button>Sign out</button></form>`.text,
    wide: true,
  });
  return new Response(page, { status, headers: PAGE_HEADERS });
}

/**
 * A table with its name above; a wide one scrolls within itself, by keyboard too. Where there is no room for columns, each
 * row is a card whose cells say what they are; the roles are written out because such a table is none to the browser.
 */
export function table(
  caption: string,
  columns: readonly string[],
  /** Cells of one row, in the order of the columns. */
  rows: readonly (readonly Value[])[],
  none: string,
): Html {
  if (rows.length === 0)
    return html`<h2 id="${anchorOf(caption)}">${caption}</h2>
      <p>${none}</p>`;
  const cell = (value: Value, n: number) =>
    value === undefined || value === ''
      ? html`<td role="cell" class="none"></td>`
      : html`<td role="cell"><span class="column" aria-hidden="true">${columns[n]}</span>${value}</td>`;
  return html`<h2 id="${anchorOf(caption)}">${caption}</h2>
    <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map((column) => html`<th scope="col" role="columnheader">${column}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows.map(
            (cells) =>
              html`<tr role="row">
                ${cells.map(cell)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** Links to the parts of a long page, by their headings. */
export function contents(captions: readonly string[]): Html {
  return html`<nav aria-label="On this page">
    <ul>
      ${captions.map((caption) => html`<li><a href="#${anchorOf(caption)}">${caption}</a></li>`)}
    </ul>
  </nav>`;
}

/** The id of a heading. */
export function anchorOf(caption: string): string {
  return caption.toLowerCase().replaceAll(' ', '-');
}

/** A choice from a list, with its label. */
export function select(
  name: string,
  label: string,
  options: readonly { value: string; words: string }[],
  chosen?: string,
): Html {
  return html`<label
    >${label}
    <select name="${name}">
      ${options.map(({ value, words }) =>
        value === chosen
          ? html`<option value="${value}" selected>${words}</option>`
          : html`<option value="${value}">${words}</option>`,
      )}
    </select></label
  >`;
}

/** A line of text, with its label. */
export function field(name: string, label: string, value = '', type = 'text'): Html {
  return html`<label
    >${label} <input name="${name}" type="${type}" value="${value}" autocomplete="off"
  /></label>`;
}

/** The same with a hint, and what is wrong with it where something is. */
export function question(
  {
    name,
    id = name,
    label,
    hint,
    type = 'text',
  }: { name: string; id?: string; label: string; hint: string; type?: string },
  { value = '', error }: { value?: string | undefined; error?: string | undefined },
): Html {
  const said = error === undefined ? undefined : html`<span class="wrong" id="${id}-error">${error}</span>`;
  const describedBy = `${id}-hint${error === undefined ? '' : ` ${id}-error`}`;
  return html`<div class="question">
    <label for="${id}">${label}</label>
    <span class="hint" id="${id}-hint">${hint}</span>${said}
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="off"
      aria-describedby="${describedBy}"
    />
  </div>`;
}

/** Above all else, when something of a form makes no sense: says so, and leads to it. */
export function problem(words: string, field: string | undefined): Html {
  return html`<div class="problem" role="alert">
    <h2>There is a problem</h2>
    <p>${field === undefined ? words : html`<a href="#${field}">${words}</a>`}</p>
  </div>`;
}

/** `22 Nov 2026, 08:00` in the time of the United Kingdom. */
export function timeText(instant: string | undefined): string {
  if (instant === undefined || Number.isNaN(Date.parse(instant))) return '';
  return TIME.format(new Date(instant));
}

const TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  dateStyle: 'medium',
  timeStyle: 'short',
});
