/** NHS numbers: modulus 11 check and the 3-3-4 grouping (NHS Data Model and Dictionary; ISB 0149). */

/** The ten digits of what was typed, without spaces and hyphens; undefined when it is no ten digits. */
export function normaliseNhsNumber(text: string): string | undefined {
  const digits = text.replace(/[\s\u2010-\u2015-]/g, '');
  return /^\d{10}$/.test(digits) ? digits : undefined;
}

/** The check digit of the first nine digits; undefined when none is right and such a number is never issued. */
export function checkDigit(nine: string): number | undefined {
  if (!/^\d{9}$/.test(nine)) return undefined;
  const sum = Array.from(nine).reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  const check = 11 - (sum % 11);
  if (check === 10) return undefined;
  return check === 11 ? 0 : check;
}

/** True for ten digits with the right check digit. An import keeps and flags a number that fails; entry by hand refuses it. */
export function isValidNhsNumber(digits: string): boolean {
  return /^\d{10}$/.test(digits) && checkDigit(digits.slice(0, 9)) === Number(digits[9]);
}

/** "943 476 5919". What is no ten digits is shown as it is. */
export function formatNhsNumber(digits: string): string {
  return /^\d{10}$/.test(digits) ? `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}` : digits;
}

/** True for ranges that are never issued to a person: 9… (synthetic) and 5… (testing). */
export function isTestNhsNumber(digits: string): boolean {
  return /^[59]\d{9}$/.test(digits);
}
