/** What a network, or a server in trouble, can do wrong: it is said, nothing is lost, and it mends by itself where it can. */
import type { Caseload } from '../../src/lib/record/caseload';
import type { Fault } from '../support/fault-proxy';
import { expect, test } from './fixtures';
import { filedNotes } from './server-data';

test.use({ behindProxy: true });

const MORE = ' Ate half of the porridge, walked to the gate and back.';
const CASELOAD = '/api/caseload';

test('an altered entry is refused and kept; a Wi-Fi sign-in page and an empty caseload are not believed; without a session it is filed all the same', async ({
  network,
  ready,
}) => {
  const nurse = await ready();
  const { origin, page, tablet } = nurse;
  const patient = await nurse.someVisited();
  const expectFiled = async (note: string) => {
    await expect(nurse.outboxItem(note)).toContainText('Filed', { timeout: 60_000 });
    expect(await filedNotes(nurse, `${note}${MORE}`)).toHaveLength(1);
  };

  await test.step('altered on the way: refused with the reason, kept; sent again, filed once', async () => {
    const note = 'Altered on the way.';
    network.fault = spoilsEntries;
    await nurse.recordNote(patient, `${note}${MORE}`);
    await nurse.open('Outbox');
    const entry = nurse.outboxItem('It was damaged on the way to the server.');
    await expect(entry).toContainText('Refused', { timeout: 60_000 });
    await expect(entry).toContainText('It is safe on this device.');
    await expect(nurse.outboxItem('Filed')).toHaveCount(0);
    expect(await filedNotes(nurse, `${note}${MORE}`)).toEqual([]);
    network.fault = undefined;
    await entry.getByRole('button', { name: 'Send again' }).click();
    await expectFiled(note);
  });

  await test.step('refused again: set aside with a reason, which stays in the list and is on record', async () => {
    const note = 'Altered once more.';
    network.fault = spoilsEntries;
    await nurse.recordNote(patient, `${note}${MORE}`);
    await nurse.open('Outbox');
    const entry = nurse.outboxItem(note);
    await expect(entry).toContainText('Refused', { timeout: 60_000 });
    network.fault = undefined;
    await entry.getByText('Set aside instead').click();
    await entry.getByLabel('Why').fill('Written for the wrong day');
    await entry.getByRole('button', { name: 'Set aside', exact: true }).click();
    await expect(entry).toContainText('Set aside');
    await expect(entry).toContainText('Because: Written for the wrong day');
    await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Nothing waits to be filed');
    expect(await filedNotes(nurse, `${note}${MORE}`)).toEqual([]);
  });

  await test.step('taken by the server, its receipt not heard: received, and filed when it is', async () => {
    const note = 'Its receipt comes later.';
    network.fault = (path) => (path.includes('/_changes') ? { kind: 'drop' } : undefined);
    await nurse.recordNote(patient, `${note}${MORE}`);
    await nurse.open('Outbox');
    await expect(nurse.outboxItem(note)).toContainText('Received, not filed yet', { timeout: 60_000 });
    network.fault = undefined;
    await expectFiled(note);
  });

  await test.step('a Wi-Fi sign-in page in the server’s place: told, and sent when it is gone', async () => {
    const note = 'Written on a café’s Wi-Fi.';
    const portal = '<!doctype html><title>Welcome to Café Wi-Fi</title><form>Accept the terms</form>';
    network.fault = () => ({ kind: 'answer', status: 200, type: 'text/html', body: portal });
    await page.reload();
    await nurse.unlock();
    const told = page.getByText('This Wi-Fi wants you to sign in to it first');
    await expect(told).toBeVisible();
    await nurse.recordNote(patient, `${note}${MORE}`);
    await nurse.open('Outbox');
    await expect(nurse.outboxItem(note)).toContainText('On this device, not sent yet');
    network.fault = undefined;
    await expect(nurse.outboxItem(note)).toContainText('Filed', { timeout: 90_000 });
    await expect(told).toHaveCount(0);
    await expectFiled(note);
  });

  await test.step('an empty caseload where there was one: the patients stay, with a warning', async () => {
    const note = 'Written with an empty caseload.';
    network.fault = alterCaseload((caseload) => ({ ...caseload, rows: [], visits: [] }));
    await page.reload();
    await nurse.unlock();
    const warning = page.getByText('The server sent an empty caseload.');
    await expect(warning).toBeVisible();
    await nurse.openChart(patient);
    await expect(page.getByRole('heading', { name: /Problems/ })).toBeVisible();
    await nurse.recordNote(patient, `${note}${MORE}`);
    await nurse.open('Outbox');
    await expect(nurse.outboxItem(note)).toContainText('Filed', { timeout: 60_000 });
    network.fault = undefined;
    await page.reload();
    await nurse.unlock();
    await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online');
    await expect(warning).toHaveCount(0);
    await nurse.open('Outbox');
    await expectFiled(note);
  });

  await test.step('signed out by the server in the middle: it says so, and the device’s own credential files', async () => {
    // The session ends on the server, as when somebody ends it there; the page knows nothing of it.
    await page.request.post(`${tablet.address}/api/sign-out`, { headers: { origin } });
    await nurse.recordNote(patient, `Second.${MORE}`);
    await expect(page.getByText('You are signed out of the server')).toBeVisible();
    await nurse.recordNote(patient, `Third.${MORE}`);
    await nurse.open('Outbox');
    for (const note of ['Second.', 'Third.']) {
      await expect(nurse.outboxItem(note)).toContainText('Filed', { timeout: 60_000 });
    }
    await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Signed out: no news comes');
    expect(network.seen.some((request) => request.endsWith('_bulk_docs'))).toBe(true);

    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: nurse.name }).click();
    await nurse.unlock();
    await nurse.open('Outbox');
    await expect(page.getByText('You are signed out of the server')).toHaveCount(0);
    for (const note of ['Second.', 'Third.']) await expectFiled(note);
  });
});

test('a stream of packs that is cut short is taken up again where it was cut', async ({
  network,
  clinician,
}) => {
  const asked: number[] = [];
  let cuts = 2;
  network.fault = (path) => {
    if (path !== '/api/packs') return undefined;
    if (cuts-- > 0) return { kind: 'cut-answer', afterBytes: 15_000 };
    const count = (body: string) => {
      asked.push((JSON.parse(body) as { want: unknown[] }).want.length);
      return body;
    };
    return { kind: 'alter-request', change: count };
  };
  const nurse = await (await clinician()).ready();
  await nurse.open('Caseload');
  const words = await nurse.page.getByText(/^\d+ of \d+ patients on this device$/).innerText();
  const [down, total = 0] = [...words.matchAll(/\d+/g)].map(Number);
  expect(down).toBe(total);
  await expect(nurse.rows()).toHaveCount(total);
  // What had come before the cuts was not asked for again.
  expect(asked[0]).toBeGreaterThan(0);
  expect(asked[0]).toBeLessThan(total);
});

function alterCaseload(change: (caseload: Caseload) => Caseload): Fault {
  return (path) =>
    path === CASELOAD
      ? {
          kind: 'alter-answer',
          change: (body) => (body === '' ? body : JSON.stringify(change(JSON.parse(body) as Caseload))),
        }
      : undefined;
}

const spoilsEntries: Fault = (path) =>
  path.endsWith('/_bulk_docs') ? { kind: 'alter-request', change: spoilCiphertexts } : undefined;

/** One letter of each sealed entry. */
function spoilCiphertexts(body: string): string {
  return body.replaceAll(
    /"ciphertext":"(.)/g,
    (_, letter: string) => `"ciphertext":"${letter === 'A' ? 'B' : 'A'}`,
  );
}
