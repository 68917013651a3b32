/** What a sync is measured under. */
import { SLOW, type Pace } from './line';
import type { Speed } from './speeds';

interface Condition {
  /** In the name of a case. */
  words: string;
  speed: Speed;
  pace: Pace | undefined;
}

export const CONDITIONS: readonly Condition[] = [
  { words: '', speed: 'full speed', pace: undefined },
  { words: ', page ×4', speed: 'page ×4', pace: undefined },
  { words: ', slow line', speed: 'full speed', pace: SLOW },
];
