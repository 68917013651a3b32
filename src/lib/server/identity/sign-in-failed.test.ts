import { expect, it } from 'vitest';
import { signInFailedPage } from './sign-in-failed';

it('says why, and that this is a demo where it is one', () => {
  const demo = signInFailedPage('expired', true);
  expect(demo.status).toBe(400);
  expect(demo.html).toContain('It took too long');
  expect(demo.html).toContain('DEMO: no password, invented patients.');
  expect(signInFailedPage('expired', false).html).not.toContain('DEMO');
});
