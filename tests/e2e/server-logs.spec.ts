import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATIENT_ID } from '../../src/lib/record/ids';
import { knownWordsOf } from '../support/known-words';
import type { ServerProcess } from '../support/server-process';
import { expect, test } from './fixtures';
import { packsOf } from './server-data';

test.use({ behindProxy: true });

const NOTE = 'Quagga by the aquarium, wellingtons in the hall.';

test('whatever happens in a day, the server’s log names no patient', async ({ server, network, ready }) => {
  const nurse = await ready();
  const { page, origin, tablet } = nurse;
  const packs = await packsOf(nurse);
  const patientId = packs[0]?.patientId ?? '';
  expect(patientId).toMatch(PATIENT_ID);
  const patient = await nurse.someVisited();

  // A day with everything in it that may lead to a line in a log.
  network.fault = (path) =>
    path.endsWith('/_bulk_docs')
      ? { kind: 'alter-request', change: (body) => body.replaceAll('"ciphertext":"', '"ciphertext":"A') }
      : undefined;
  await nurse.recordNote(patient, NOTE);
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Refused')).toHaveCount(1, { timeout: 60_000 });
  network.fault = undefined;
  await nurse.outboxItem('Refused').getByRole('button', { name: 'Send again' }).click();
  await expect(nurse.outboxItem('Filed')).toHaveCount(1, { timeout: 60_000 });
  for (const [path, data] of [
    ['/api/packs', `{"want":[{"patientId":"${patientId}"`],
    ['/api/packs', { want: [{ patientId: 'pnobodyofthisnamexxxxxxxxx' }] }],
    ['/api/devices', { name: NOTE }],
    [`/api/patients/${patientId}`, { text: NOTE }],
    [`/journals/${patientId}/_bulk_docs`, { docs: [{ _id: 'entry:x', text: NOTE }] }],
  ] as const) {
    const answer = await page.request.post(tablet.address + path, { data, headers: { origin } });
    expect([200, 400, 403, 404, 405]).toContain(answer.status());
  }
  await page.request.get(`${tablet.address}/patients/${patientId}?name=${encodeURIComponent(patient)}`);
  await server.kill('SIGTERM');
  await server.start();
  damageRecord(server);
  // A connection that was kept from before the restart ends at its next use.
  await expect(async () => {
    expect((await page.request.get(`${tablet.address}/api/caseload`)).status()).toBe(500);
  }).toPass({ timeout: 20_000 });
  await nurse.recordNote(patient, NOTE);
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Received, not filed yet')).toHaveCount(1, { timeout: 60_000 });
  // Received is said before filing is tried, and the last word of filing is what this waits for.
  await expect.poll(() => server.output, { timeout: 60_000 }).toContain('An entry could not be filed yet');
  await server.kill('SIGTERM');

  // There is a log to look at, with errors in it.
  expect(server.output).toContain('Amara Okafor');
  expect(server.output).toMatch(/^Error [0-9a-f]{8}: /m);
  const words = [...knownWordsOf(packs), ...packs.map((pack) => pack.patientId), 'Quagga', 'aquarium'];
  expect(words.length).toBeGreaterThan(200);
  expect(words.filter((word) => server.output.includes(word))).toEqual([]);
  expect(server.output).not.toMatch(/\bp[a-z0-9]{24,40}\b/);
});

/** As a failing disk does. */
function damageRecord({ dataDir }: ServerProcess): void {
  const folder = join(dataDir, 'databases', 'record');
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.ldb'))) {
    const file = join(folder, name);
    // In place, since the server has it open: a file that gets shorter ends the process.
    writeFileSync(file, Buffer.alloc(statSync(file).size, 0x20), { flag: 'r+' });
  }
}
