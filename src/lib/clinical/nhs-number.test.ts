import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDigit,
  formatNhsNumber,
  isTestNhsNumber,
  isValidNhsNumber,
  normaliseNhsNumber,
} from './nhs-number';

describe('an NHS number', () => {
  // From uk-fci/nhs-number's test data, the PDS sandbox and UK Core examples.
  it.each(['9990000018', '9990000026', '9990000050', '9990000069', '9000000009', '9912003888', '9449307539'])(
    '%s is valid',
    (digits) => {
      expect(isValidNhsNumber(digits)).toBe(true);
    },
  );

  it.each([
    ['9990000019', 'wrong check digit'],
    ['999000000', 'nine digits'],
    ['99900000180', 'eleven digits'],
    ['999000000X', 'a letter'],
    ['9990000000', 'its first nine give 10: never issued'],
    ['9990000140', 'its first nine give 10: never issued'],
    ['9990000108', 'two digits changed places'],
    ['9912003890', 'published with a wrong check digit'],
    ['9000000015', 'published with a wrong check digit'],
  ])('%s is not: %s', (digits) => {
    expect(isValidNhsNumber(digits)).toBe(false);
  });

  it('has the check digit of the worked examples', () => {
    expect(checkDigit('999000001')).toBe(8);
    expect(checkDigit('999000005')).toBe(0);
    expect(checkDigit('999000000')).toBeUndefined();
    expect(checkDigit('12345678')).toBeUndefined();
  });

  it('is read with spaces and any hyphens, and nothing else', () => {
    expect(normaliseNhsNumber(' 999 000 0018')).toBe('9990000018');
    expect(normaliseNhsNumber('999-000–0018')).toBe('9990000018');
    expect(normaliseNhsNumber('999.000.0018')).toBeUndefined();
    expect(normaliseNhsNumber('999 000 001')).toBeUndefined();
  });

  it('is shown 3-3-4, and as it is when it is no ten digits', () => {
    expect(formatNhsNumber('9990000018')).toBe('999 000 0018');
    expect(formatNhsNumber('999000001')).toBe('999000001');
  });

  it('is a test number from 9… and 5…', () => {
    expect(isTestNhsNumber('9990000018')).toBe(true);
    expect(isTestNhsNumber('4010232137')).toBe(false);
  });

  it('finds every single wrong digit', () => {
    const valid = fc
      .stringMatching(/^\d{9}$/)
      .filter((nine) => checkDigit(nine) !== undefined)
      .map((nine) => `${nine}${String(checkDigit(nine))}`);
    fc.assert(
      fc.property(valid, fc.nat(9), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const wrong = (Number(digits[at]) + by) % 10;
        expect(isValidNhsNumber(digits)).toBe(true);
        expect(isValidNhsNumber(digits.slice(0, at) + String(wrong) + digits.slice(at + 1))).toBe(false);
      }),
    );
  });
});
