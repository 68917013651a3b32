import { describe, expect, it } from 'vitest';
import { inWhatIsShown, KEPT_BACK_WORDS, keptBackFrom } from './kept-back';

describe('keptBackFrom', () => {
  it('tells who is shown all, all but what is sensitive, or a part only', () => {
    expect(keptBackFrom({ may: ['read', 'read-sensitive', 'write'] })).toBe('nothing');
    expect(keptBackFrom({ may: ['read', 'write'] })).toBe('sensitive');
    expect(keptBackFrom({ may: ['read-reduced'] })).toBe('most');
  });

  it('makes nothing up while it is not known what the role may do', () => {
    expect(keptBackFrom({})).toBe('nothing');
    expect(keptBackFrom(undefined)).toBe('nothing');
  });
});

it('says “none” of the whole record only to whoever is shown the whole record', () => {
  expect(inWhatIsShown('No problems are recorded', 'nothing')).toBe('No problems are recorded');
  for (const keptBack of ['sensitive', 'most'] as const) {
    expect(inWhatIsShown('No problems are recorded', keptBack)).toBe(
      'No problems are recorded in what your role is shown',
    );
    expect(KEPT_BACK_WORDS[keptBack]).toContain('Not all of the record');
  }
  expect(KEPT_BACK_WORDS.nothing).toBeUndefined();
});
