/** The few pages that the server writes itself: plain HTML that needs no script, in the look of the app. */
import { createHash } from 'node:crypto';

const STYLE = `
:root { color-scheme: light dark; --text: #212b32; --page: #f0f4f5; --card: #fff; --line: #4c6272; --link: #005eb8; --warn: #ffeb3b; --wrong: #d5281b; }
@media (prefers-color-scheme: dark) { :root { --text: #f0f4f5; --page: #15191c; --card: #212b32; --line: #aeb7bd; --link: #7db8f0; --wrong: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1.1875rem/1.5 system-ui, Arial, sans-serif; }
header p { margin: 0; padding: .75rem 1rem; font-weight: 700; }
.name { background: #005eb8; color: #fff; }
.demo { background: var(--warn); color: #212b32; border-bottom: 4px solid #212b32; }
main { max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 2rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
button, .button { display: block; width: 100%; min-height: 3.5rem; margin: 0 0 .75rem; padding: .75rem 1rem; text-align: left; font: inherit;
  color: var(--link); background: var(--card); border: 2px solid var(--line); border-radius: 4px; cursor: pointer; text-decoration: none; }
button strong { display: block; }
button span { color: var(--text); }
button:hover, .button:hover { border-color: var(--link); }
.wide main { max-width: 70rem; }
.wide button { display: inline-block; width: auto; min-height: 2.75rem; padding: .4rem 1rem; }
p, h2 { overflow-wrap: anywhere; }
.wide form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: .5rem 0; }
.wide form button { margin: 0; }
.wide form.end { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.wide main p > a:not(.button), td > a, td p > a { display: inline-block; min-height: 2.75rem; padding-block: .6rem; }
.id { overflow-wrap: anywhere; }
td .id { display: inline-block; min-width: 8rem; }
summary { display: inline-block; min-height: 2.75rem; padding: .4rem 1rem; color: var(--link); background: var(--card); border: 2px solid var(--line); border-radius: 4px; cursor: pointer; }
summary:hover { border-color: var(--link); }
details[open] { border-left: 4px solid var(--wrong); padding-left: .75rem; }
details p { margin: .5rem 0; }
.wide form label { min-width: 0; max-width: 100%; }
label { display: block; font-weight: 600; }
input, select { display: block; min-height: 2.75rem; padding: .25rem .5rem; font: inherit; font-weight: 400; color: var(--text); background: var(--card); border: 2px solid var(--line); border-radius: 4px; max-width: 100%; }
.scroll { overflow-x: auto; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: 1rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { min-width: 7rem; }
td .column { display: none; }
@media (max-width: 48rem) {
  .scroll { overflow: visible; background: none; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { margin-bottom: .75rem; background: var(--card); border: 1px solid var(--line); }
  td { overflow-wrap: anywhere; border: 0; }
  td .column { display: block; font-weight: 600; }
  td .column:empty, td.none { display: none; }
}
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: .6rem 0; }
main a { color: var(--link); }
.code svg { display: block; width: min(100%, 24rem); }
.said { overflow-wrap: anywhere; border-left: 8px solid var(--link); background: var(--card); padding: .75rem 1rem; }
.hint { display: block; font-weight: 400; }
.wrong { display: block; font-weight: 700; color: var(--wrong); }
.question { max-width: 100%; min-width: 0; }
.question:has(.wrong) { border-left: 4px solid var(--wrong); padding-left: .75rem; }
.question:has(.wrong) input { border-color: var(--wrong); }
.problem { border: 4px solid var(--wrong); background: var(--card); padding: .75rem 1rem; }
.problem h2 { margin-top: 0; }
.problem a { color: var(--wrong); font-weight: 700; }
:focus-visible { outline: 4px solid #ffeb3b; outline-offset: 0; box-shadow: 0 0 0 8px #212b32; }
`;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of such a page. Its forms name their origin when sent, which `no-referrer` would keep back. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** On every page of the demo, above all else. */
export const DEMO_BANNER =
  '<p class="demo">DEMO: no password, invented patients. Never put a real patient in here.</p>';

/** A whole page. `title` is text; `banner` and `main` are HTML whose text has gone through `escapeHtml`. */
export function htmlPage({
  title,
  heading = title,
  banner = '',
  main,
  wide = false,
}: {
  title: string;
  /** Where it is not the title. */
  heading?: string;
  banner?: string;
  main: string;
  /** For tables at a desk, rather than a question on a phone. */
  wide?: boolean;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – Doorstep</title>
<style>${STYLE}</style>
</head>
<body${wide ? ' class="wide"' : ''}>
<header><p class="name">Doorstep</p>${banner}</header>
<main>
<h1>${escapeHtml(heading)}</h1>
${main}
</main>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
