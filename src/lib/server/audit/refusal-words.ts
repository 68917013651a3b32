/** What was refused, in the words of the privacy officer: the audit itself keeps status, method and route. */

const WHY = new Map([
  ['401', 'Not signed in'],
  ['403', 'Not allowed'],
  ['404', 'Not allowed'],
  ['410', 'Device reported lost'],
  ['429', 'Too often'],
  ['from another site:', 'Asked for by another site'],
]);

/** By how the route begins; the first that fits. */
const WHAT: readonly (readonly [route: string, words: string])[] = [
  ['/admin', 'administration'],
  ['/privacy', 'the privacy officer’s page'],
  ['/api/packs', 'records'],
  ['/api/caseload', 'the caseload'],
  ['/api/claims', 'to say “I am seeing this patient”'],
  ['/api/emergency', 'emergency summaries'],
  ['/api/sealed-notes', 'sealed notes'],
  ['/api/held-entries', 'entries that were held back'],
  ['/api/team', 'devices of the team'],
  ['/api/audit', 'to add to the audit'],
  ['/api/device', 'to make a device known'],
  ['/api/contact', 'to report on a device'],
  ['/api/lease', 'a lease'],
  ['/journals', 'a journal'],
  ['/sign-in', 'to sign in'],
];

/** `Not allowed: administration (GET /admin)`; what does not read as a refusal of a route, as it stands. */
export function refusalInWords(reason: string): string {
  const [, status = '', asked = '', route = ''] =
    /^(\d{3}|from another site:) ([A-Z]+ (\/\S*))$/.exec(reason) ?? [];
  const why = WHY.get(status);
  if (why === undefined) return reason;
  const what = WHAT.find(([start]) => route.startsWith(start))?.[1];
  return what === undefined ? `${why}: ${asked}` : `${why}: ${what} (${asked})`;
}
