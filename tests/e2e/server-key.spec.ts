import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { ServerProcess } from '../support/server-process';
import { expect, test } from './fixtures';
import { filedNotes } from './server-data';

test.use({ behindProxy: true });

const NOTE = 'Insulin given, feet looked at, no new sores.';

test('a server with a key that this device does not know gets nothing, until a person says so; what was sealed for the old one is sent again', async ({
  server,
  network,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  const patient = await nurse.someVisited();
  await server.kill();
  await nurse.recordNote(patient, NOTE);
  await replaceSealingKey(server);
  await server.start();

  const warning = page
    .getByRole('status')
    .filter({ hasText: 'The server uses a key that this device does not know' });
  await expect(warning).toBeVisible({ timeout: 60_000 });
  network.seen.length = 0;
  await nurse.recordNote(patient, `Later. ${NOTE}`);
  await nurse.open('Outbox');
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByRole('button', { name: 'Send now' })).toBeVisible();
  await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(2);
  expect(network.seen.filter((request) => request.includes('/journals/'))).toEqual([]);

  await warning.getByRole('button', { name: 'Use the server’s new key' }).click();
  const refused = nurse.outboxItem('It was locked for a server key that this server does not have.');
  await expect(refused).toHaveCount(2, { timeout: 60_000 });
  await expect(warning).toHaveCount(0);
  while ((await refused.count()) > 0) {
    const left = await refused.count();
    await refused.first().getByRole('button', { name: 'Send again' }).click();
    await expect(refused).toHaveCount(left - 1);
  }
  await expect(nurse.outboxItem('Filed')).toHaveCount(2, { timeout: 60_000 });
  expect(await filedNotes(nurse, NOTE)).toHaveLength(1);
  expect(await filedNotes(nurse, `Later. ${NOTE}`)).toHaveLength(1);
});

/** As after the loss of the server's sealing key: another one, and the old one is gone. */
async function replaceSealingKey({ dataDir }: ServerProcess): Promise<void> {
  const file = join(dataDir, 'keys.json');
  const { privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const jwk = await exportJWK(privateKey);
  const sealing = [{ ...jwk, kid: await calculateJwkThumbprint(jwk) }];
  const keys = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...keys, sealing }));
}
