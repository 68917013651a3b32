/** Promise 4: nothing readable rests on the device. The whole profile folder and the memory are read, as whoever finds the tablet would. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { PackLine } from '../../src/lib/record/pack';
import type { VaultRow } from '../../src/lib/device/vault/vault-row';
import { Finder, type Needle } from '../support/finder';
import { scanHeaps } from '../support/heap-scan';
import { knownWordsOf } from '../support/known-words';
import { needlesOf, needlesOfBytes, scanFolder } from '../support/profile-scan';
import { openVaultKeys } from '../support/vault-keys';
import { Clinician, PASSPHRASE } from './clinician';
import { expect, test } from './fixtures';
import { Tablet } from './tablet';
import { packsOf } from './server-data';

test.use({ wholeBrowser: true });

const SAVED = 'Quagga noted beside the aquarium, wellingtons drying';
const COMMENT = 'Taken in the wickerwork armchair';
const DRAFT = 'Zymurgy kit on the landing, mentioned the gazebo';
const SEALED = 'Narwhal pendant broken, he waits outside the pergola';
const TYPED = [SAVED, COMMENT, DRAFT, SEALED];
const RARE = ['Quagga', 'wellingtons', 'wickerwork', 'Zymurgy', 'gazebo', 'Narwhal', 'pergola'];

test('after a day’s work of two people and after locking, no word of a patient and no key can be read in the profile or in memory', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const packs = await packsOf(nurse);
  const words = knownWordsOf(packs);
  const needles = [
    ...[...words, ...TYPED, ...RARE].flatMap((word) => needlesOf(word, word)),
    ...needlesOf('the passphrase', PASSPHRASE),
    ...(await keyNeedles(nurse)),
  ];
  const visited = await nurse.someVisited();
  const another = await nurse.someVisited(1);

  await server.kill();
  await lookAround(nurse, visited);
  await nurse.beginVisit();
  await nurse.page.getByLabel(/^Pulse/).fill('72');
  await nurse.page.getByLabel('Comment on the observations').fill(COMMENT);
  await nurse.writeNote(SAVED);
  await nurse.saveVisit();
  await nurse.saysSaved();
  await nurse.openChart(another);
  await nurse.beginVisit();
  await nurse.writeNote(DRAFT);
  await nurse.openChart(another);
  await nurse.openSealed();
  await nurse.page.getByLabel('Domestic abuse').check();
  await nurse.page.getByLabel('Sealed note', { exact: true }).fill(SEALED);
  await nurse.page.getByRole('button', { name: 'Save sealed note' }).click();
  await expect(nurse.page.getByText(SEALED)).toBeVisible();
  await nurse.open('Outbox');
  await server.start();
  await expect(nurse.outboxItem('Filed')).toHaveCount(3, { timeout: 60_000 });
  expect(scanFolder(nurse.tablet.profile, needles), 'while the vault is open').toEqual([]);

  await nurse.lock();
  await unlockInPlainView(nurse);
  await nurse.openChart(another);
  await nurse.beginVisit();
  await expect(nurse.page.getByLabel('What you saw and did')).toHaveValue(DRAFT);
  await nurse.lock();

  const colleague = await Clinician.arrive(nurse.tablet, server.origin, 'Tom Hargreaves');
  await colleague.setUpBeside();
  await colleague.caseloadComplete();
  const known = new Set([...words, ...knownWordsOf(await packsOf(colleague))]);
  expect(known.size).toBeGreaterThanOrEqual(10_000);
  const all = [
    ...needles,
    ...[...known].flatMap((word) => needlesOf(word, word)),
    ...(await keyNeedles(colleague)),
  ];
  await lookAround(colleague, visited);
  await colleague.openChart(another);
  await colleague.openSealed();
  await expect(colleague.page.getByText(SEALED)).toBeVisible();
  expect(await scanHeaps(colleague.tablet.context, all), 'while the vault is open').not.toEqual([]);
  await colleague.lock();
  expect(await scanHeaps(colleague.tablet.context, all), 'in memory, after locking').toEqual([]);
  await nurse.tablet.switchOff();
  expect(scanFolder(nurse.tablet.profile, all), 'on the disk, after locking').toEqual([]);
  // The same scan of the same folder does find what may stand there.
  expect(scanFolder(nurse.tablet.profile, needlesOf('the clinician', nurse.name))).not.toEqual([]);

  await expectFound(packs, needles, words);
});

/** Lists, search and every part of a chart: whatever the browser keeps of a page, it keeps now. */
async function lookAround(nurse: Clinician, patient: string): Promise<void> {
  await nurse.openChart(patient);
  for (const section of ['Care plan', 'Observations', 'Notes', 'Documents']) await nurse.showSection(section);
  await nurse.open('Ready');
  await nurse.openChart(patient);
}

/** The passphrase is typed with “Show” pressed, and something else is looked at before it is sent. */
async function unlockInPlainView({ page }: Clinician): Promise<void> {
  const field = page.getByLabel('Passphrase for this device', { exact: true });
  await field.fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(field).toHaveAttribute('type', 'text');
  await page.evaluate(() => {
    history.pushState(null, '', '/about');
  });
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** The keys of every vault on the tablet. */
async function keyNeedles({ page }: Clinician): Promise<Needle[]> {
  const vaults = await page.evaluate(
    () =>
      new Promise<VaultRow[]>((resolve, reject) => {
        const opening = indexedDB.open('doorstep-vaults');
        opening.onerror = () => {
          reject(new Error('the vaults can’t be opened'));
        };
        opening.onsuccess = () => {
          const rows = opening.result.transaction('vaults').objectStore('vaults').getAll();
          rows.onsuccess = () => {
            opening.result.close();
            resolve(rows.result as VaultRow[]);
          };
        };
      }),
  );
  const opened = await Promise.all(vaults.map((row) => openVaultKeys(row, PASSPHRASE)));
  return opened.flatMap(({ wrappingKey, dataKey, privateKey, privateScalar }) => [
    ...needlesOfBytes('the key from the passphrase', wrappingKey),
    ...needlesOfBytes('the data key', dataKey),
    ...needlesOfBytes('the vault’s private key', privateKey),
    ...needlesOfBytes('the number in the private key', privateScalar),
  ]);
}

/**
 * The scan would have found them: the same packs, left readable on another tablet in each of the ways in which a page may
 * leave something, are found by their every word.
 */
async function expectFound(packs: PackLine[], needles: Needle[], words: string[]): Promise<void> {
  const finder = new Finder(words.map((word) => ({ label: word, bytes: Buffer.from(word) })));
  const left = finder.findIn(Buffer.from(JSON.stringify(packs)));
  expect(left.length).toBeGreaterThanOrEqual(200);
  const careless = new Tablet();
  const site = createServer((request, response) => {
    const headers = {
      'content-type': 'text/html',
      'content-encoding': 'gzip',
      'cache-control': 'max-age=999',
    };
    response.writeHead(200, headers);
    response.end(gzipSync(`<title>marked title</title>${request.url === '/kept' ? 'marked answer' : ''}`));
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const page = (await careless.switchOn()).pages()[0];
  try {
    await page?.goto(`http://localhost:${(site.address() as AddressInfo).port}/?marked=address`);
    await page?.evaluate(leaveReadable, packs);
  } finally {
    await careless.switchOff();
    site.closeAllConnections();
    site.close();
  }
  const found = new Set(scanFolder(careless.profile, needles).map((line) => line.split(' as text in ')[0]));
  const marks = [
    'marked=address',
    'marked title',
    'marked answer',
    'marked storage',
    'marked cache',
    'marked typing',
  ];
  const foundMarks = scanFolder(
    careless.profile,
    marks.flatMap((mark) => needlesOf(mark, mark)),
  );
  await careless.dispose();
  expect(left.filter((word) => !found.has(word))).toEqual([]);
  expect(marks.filter((mark) => !foundMarks.some((line) => line.startsWith(mark)))).toEqual([]);
}

/** Runs in the page. */
async function leaveReadable(packs: PackLine[]): Promise<void> {
  localStorage.setItem('mark', 'marked storage');
  await (await caches.open('marked')).put('/marked', new Response('marked cache'));
  await (await fetch('/kept')).text();
  const field = document.body.appendChild(document.createElement('textarea'));
  field.value = 'marked typing';
  history.pushState(null, '', '/elsewhere');
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('careless', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('packs', { keyPath: 'patientId' });
    };
    opening.onsuccess = () => {
      const writing = opening.result.transaction('packs', 'readwrite', { durability: 'strict' });
      for (const { patientId, changed } of packs) {
        writing
          .objectStore('packs')
          .put({ patientId, block: new TextEncoder().encode(JSON.stringify(changed)) });
      }
      writing.oncomplete = () => {
        resolve();
      };
      writing.onerror = () => {
        reject(new Error('the packs can’t be written'));
      };
    };
  });
}
