import { describe, expect, it } from 'vitest';
import { findPinWeakness } from './pin';

describe('a PIN', () => {
  it.each(['482913', '100294', '998877', '135791'])('may be %s', (pin) => {
    expect(findPinWeakness(pin)).toBeUndefined();
  });

  it.each(['48291', '4829134', '48291a', '', '４８２９１３'])('is six digits, and not "%s"', (pin) => {
    expect(findPinWeakness(pin)).toBe('Use 6 digits.');
  });

  it.each(['000000', '777777', '123456', '456789', '890123', '987654', '210987', '121212', '480480'])(
    'is not one that is tried first, as %s',
    (pin) => {
      expect(findPinWeakness(pin)).toMatch(/first/);
    },
  );
});
