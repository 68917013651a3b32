import { expect, it } from 'vitest';
import { findWeakness } from './passphrase';

it.each([
  '',
  'short',
  '1234567',
  '       a',
  'aaaaaaaaaaaa',
  'abababababab',
  'password1',
  'Qwerty123',
  '12345678',
])('refuses %j and says why', (passphrase) => {
  expect(findWeakness(passphrase)).toMatch(/\.$/);
});

it.each(['copper kettle on the stove', 'tr0ub4dor', 'eight ch'])('takes %j', (passphrase) => {
  expect(findWeakness(passphrase)).toBeUndefined();
});
