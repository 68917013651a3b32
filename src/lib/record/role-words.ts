/** A role as people call it. */
import type { ROLES } from './user';

const WORDS: Readonly<Record<(typeof ROLES)[number], string>> = {
  'community-nurse': 'Community nurse',
  'healthcare-assistant': 'Healthcare assistant',
  gp: 'GP',
  midwife: 'Community midwife',
  'care-home': 'Care home staff',
  'team-lead': 'Team lead',
  'privacy-officer': 'Privacy officer',
  administrator: 'Administrator',
};

/** One that this version does not know stands as it came. */
export function roleInWords(role: string): string {
  return Object.hasOwn(WORDS, role) ? WORDS[role as keyof typeof WORDS] : role;
}
