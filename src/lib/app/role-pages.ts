/** What pages of some roles only take, by their route: an address can be typed, and what is saved there would be refused. */
import type { User } from '../record/user';

export interface NotForRole {
  /** What to do instead, in words. */
  words: string;
  /** The way back. */
  href: string;
  back: string;
}

interface RolePage {
  may: string;
  words: string;
  back: 'chart' | 'caseload' | 'outbox' | 'about';
}

const ASK = 'Ask a nurse, a midwife or a doctor.';
const CANT_WRITE = 'Your role can’t write in the record. Tell the team what you saw.';

export const ROLE_PAGES: Readonly<Record<string, RolePage>> = {
  '/(patient)/patients/[id]/visit': { may: 'write', words: CANT_WRITE, back: 'chart' },
  '/(patient)/patients/[id]/amend/[noteId]': { may: 'write', words: CANT_WRITE, back: 'chart' },
  '/(patient)/patients/[id]/sealed': { may: 'read-sealed', words: ASK, back: 'chart' },
  '/(patient)/decide/[id]/[disputeId]': { may: 'decide', words: ASK, back: 'chart' },
  '/claim': { may: 'claim', words: ASK, back: 'caseload' },
  '/break-glass': { may: 'break-glass', words: ASK, back: 'caseload' },
  '/held': { may: 'settle-entry', words: 'Whoever leads your team decides on these.', back: 'outbox' },
  '/team': { may: 'read-team-status', words: 'Whoever leads your team sees this.', back: 'about' },
};

const BACK_WORDS = {
  chart: 'Back to the chart',
  caseload: 'To the caseload',
  outbox: 'To the outbox',
  about: 'To you and this app',
} as const;

/**
 * What to say in place of the page at this route; undefined where the user's role may have it, by what the server told.
 * A vault from before the server told it keeps nothing from its user: filing decides.
 */
export function findNotForRole(
  route: { id: string | null; params: Readonly<Record<string, string | undefined>> },
  user: Pick<User, 'may'> | undefined,
): NotForRole | undefined {
  const page = ROLE_PAGES[route.id ?? ''];
  if (!page || !user?.may || user.may.includes(page.may)) return undefined;
  const href = page.back === 'chart' ? `/patients/${route.params['id'] ?? ''}` : `/${page.back}`;
  return { words: page.words, href, back: BACK_WORDS[page.back] };
}
