import { expect, it } from 'vitest';
import { mayChange } from './same-origin';

const ORIGIN = 'http://localhost:4321';
const post = (headers: Record<string, string>) =>
  new Request(`${ORIGIN}/api/devices`, { method: 'POST', headers });

it('reading is open to any page; browsers keep the answer from it', () => {
  expect(mayChange(new Request(ORIGIN), ORIGIN)).toBe(true);
});

it('changing needs a page of our own', () => {
  expect(mayChange(post({ origin: ORIGIN }), ORIGIN)).toBe(true);
  expect(mayChange(post({ 'sec-fetch-site': 'same-origin' }), ORIGIN)).toBe(true);
});

it.each([
  {},
  { origin: 'null' },
  { origin: 'https://elsewhere.example' },
  { origin: 'http://localhost:4322', 'sec-fetch-site': 'same-site' },
])('anything else may not: %j', (headers) => {
  expect(mayChange(post(headers as Record<string, string>), ORIGIN)).toBe(false);
});
