import { expect, it } from 'vitest';
import { refusalInWords } from './refusal-words';

it.each([
  ['403 GET /admin', 'Not allowed: administration (GET /admin)'],
  ['404 POST /api/claims', 'Not allowed: to say “I am seeing this patient” (POST /api/claims)'],
  ['401 PUT /journals/[name]/[...path]', 'Not signed in: a journal (PUT /journals/[name]/[...path])'],
  ['429 POST /api/emergency/find', 'Too often: emergency summaries (POST /api/emergency/find)'],
  ['from another site: POST /admin', 'Asked for by another site: administration (POST /admin)'],
  ['403 GET /api/news', 'Not allowed: GET /api/news'],
])('“%s” reads “%s”', (reason, words) => {
  expect(refusalInWords(reason)).toBe(words);
});

it.each(['beyond-caseload', '500 GET /admin', '403 GET ?', ''])('“%s” stands as it is', (reason) => {
  expect(refusalInWords(reason)).toBe(reason);
});
