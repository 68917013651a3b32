import { violationsOn } from './accessible';
import { expect, test } from './fixtures';

test.use({ ownOrigin: true });

test('the pages of signing in are accessible and say what is wrong; a session begins by any name of this machine and ends by signing out here only', async ({
  page,
  server,
}) => {
  await page.goto(`${server.origin}/sign-in`);
  await expect(page.getByRole('heading', { name: 'Who are you today?' })).toBeVisible();
  await expect(page.getByText('DEMO')).toBeVisible();
  expect(await violationsOn(page)).toEqual([]);

  await page.goto(`${server.origin}/sign-in/callback?code=guess&state=guess`);
  await expect(page.getByRole('alert')).toContainText('Start again');
  expect(await violationsOn(page)).toEqual([]);

  // Whoever comes by another name for this machine signs in all the same.
  await page.goto(`${server.origin.replace('localhost', '127.0.0.1')}/sign-in`);
  await page.getByRole('button', { name: 'Amara Okafor' }).click();
  await expect(page).toHaveURL(`${server.origin}/`);
  expect((await page.request.get(`${server.origin}/api/session`)).status()).toBe(200);

  // No script of anybody else's reads or sends these, and none but the app's own runs in its page.
  const cookies = (await page.context().cookies()).filter(({ name }) => name.startsWith('doorstep'));
  expect(cookies.length).toBeGreaterThanOrEqual(3);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  const html = await (await page.request.get(server.origin)).text();
  const policy = /http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toMatch(/default-src 'self'.*script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
  expect(policy).not.toMatch(/'unsafe-(?:inline|eval)'/);

  // Signing out ends the session on the server; another site can’t do it.
  const signOut = (origin: string) =>
    page.request.post(`${server.origin}/api/sign-out`, { headers: { origin } });
  expect((await signOut('https://elsewhere.example')).status()).toBe(403);
  expect((await page.request.get(`${server.origin}/api/session`)).status()).toBe(200);
  expect((await signOut(server.origin)).status()).toBe(204);
  expect((await page.request.get(`${server.origin}/api/session`)).status()).toBe(401);
});
