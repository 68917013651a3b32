import { textOf } from './clinician';
import { expect, test } from './fixtures';

test('with the server gone and the browser closed, everything that came down still works, and the search answers to names, dates and numbers', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  await server.kill();

  await nurse.page.reload();
  await expect(nurse.heading('Unlock')).toBeVisible();
  await nurse.switchOffAndOn();
  await nurse.unlock();
  await expect(nurse.heading('Today')).toBeVisible({ timeout: 30_000 });

  const name = await nurse.somePatient();
  const [family = '', given = ''] = name
    .replace(/\(.*\)/, '')
    .split(',')
    .map((part) => part.trim());
  const row = nurse.rows().filter({ hasText: name });
  const text = await textOf(row);
  const spaced = /NHS No\. (\d{3} \d{3} \d{4})/.exec(text)?.[1] ?? '';
  const born = /Born (\d{1,2} \w{3} \d{4})/.exec(text)?.[1] ?? '';
  expect(spaced).not.toBe('');
  expect(born).not.toBe('');
  const date = new Date(`${born} UTC`);
  const slashed = `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()}`;
  const names = [`${given} ${family}`, `${family} ${given}`, family.slice(0, 3)];
  const numbers = [spaced, spaced.replaceAll(' ', ''), born, slashed, date.toISOString().slice(0, 10)];
  for (const query of [...names, ...numbers]) {
    await nurse.search(query);
    await expect(row, `searching for "${query}"`).toBeVisible();
  }
  await nurse.search('zzzz');
  await expect(row).toHaveCount(0);

  await nurse.openChart(name);
  await expect(nurse.page.getByText(/As known at/)).toBeVisible();
  await expect(nurse.page.getByRole('heading', { name: /Problems/ })).toBeVisible();
  for (const section of ['Care plan', 'Observations', 'Notes', 'Documents']) await nurse.showSection(section);
  await expect(nurse.page.getByRole('status', { name: 'Connection' })).toContainText('Offline');
});
