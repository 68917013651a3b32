/**
 * Every endpoint, and who attacks it: the requests that know what it should answer, or those that ask anything of it and
 * look at what comes back. An attack that finds an endpoint which is missing here fails.
 */
export const ATTACKED: Readonly<Record<string, 'known' | 'any'>> = {
  '/admin': 'known',
  '/admin/members': 'known',
  '/admin/notice': 'known',
  '/api/audit': 'any',
  '/api/caseload': 'known',
  '/api/claims': 'known',
  '/api/clear-storage': 'any',
  '/api/contact': 'any',
  '/api/device': 'any',
  '/api/devices': 'any',
  '/api/emergency': 'known',
  '/api/emergency/find': 'known',
  '/api/held-entries': 'known',
  '/api/lease': 'any',
  '/api/news': 'any',
  '/api/packs': 'known',
  '/api/sealed-notes': 'known',
  '/api/session': 'any',
  '/api/sign-out': 'any',
  '/api/team': 'known',
  '/demo-sign-in/[...path]': 'any',
  '/health': 'any',
  '/journals/[name]/[...path]': 'known',
  '/privacy': 'known',
  '/privacy/csv': 'known',
  '/privacy/held-entries': 'known',
  '/sign-in': 'any',
  '/sign-in/callback': 'any',
};
