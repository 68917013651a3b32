/**
 * What the server keeps back of each record from a role. Hazard: an empty list that reads as “none” where something of its kind
 * is kept back. So where anything may be, the words say of what they speak; they are the same for every patient, and tell of none.
 */
import type { User } from './user';

/** A care home is given a part of the record only; others may lack what is sensitive. */
export type KeptBack = 'nothing' | 'sensitive' | 'most';

export function keptBackFrom(user: Pick<User, 'may'> | undefined): KeptBack {
  const may = user?.may;
  if (!may) return 'nothing';
  if (!may.includes('read') && may.includes('read-reduced')) return 'most';
  return may.includes('read-sensitive') ? 'nothing' : 'sensitive';
}

/** Said above every part of the chart. */
export const KEPT_BACK_WORDS: Readonly<Record<KeptBack, string | undefined>> = {
  nothing: undefined,
  sensitive:
    'Not all of the record: what is sensitive is not shown to your role. Ask a nurse, a midwife or a doctor.',
  most: 'Not all of the record: problems, notes, documents and what is sensitive are not shown to your role. Ask the team for them.',
};

/** Said beside a NEWS2 score: what it leans on may be kept back. Source: RCP 2017, which is not for pregnancy, and has a second scale. */
export const NEWS2_WITHOUT_ALL =
  'What is sensitive is not shown to your role. It could say that NEWS2 is not for this patient (pregnancy), or that the other SpO2 scale is in force. If you are not sure, ask before you act on this score.';

/** “Nothing is recorded” in words that are true for whoever is not shown all. `words` have no full stop. */
export function inWhatIsShown(words: string, keptBack: KeptBack): string {
  return keptBack === 'nothing' ? words : `${words} in what your role is shown`;
}
