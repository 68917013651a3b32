/** The quick ways in: a shift PIN and a passkey. What they open, what closes them, and that nothing of them rests on the disk. */
import type { CDPSession, Page } from '@playwright/test';
import { checksumOf } from '../../src/lib/device/checksum';
import type { Passkey, VaultRow } from '../../src/lib/device/vault/vault-row';
import { needlesOf, needlesOfBytes, scanFolder } from '../support/profile-scan';
import { openVaultKeys } from '../support/vault-keys';
import { expectAccessible } from './accessible';
import { PASSPHRASE } from './clinician';
import { expect, test } from './fixtures';

const PIN = '482913';

test('a shift PIN opens after locking, closes at the tenth wrong try, and is worth nothing after a restart', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  await nurse.open('Ready');
  await page.getByRole('link', { name: 'Choose a PIN for this shift' }).click();
  await page.getByRole('button', { name: 'Choose a PIN', exact: true }).click();
  await expectAccessible(page, 'choose a PIN');
  await enter(page, PIN);
  await expect(page.getByLabel('The same PIN again')).toBeVisible();
  // As with a keyboard.
  await page.getByLabel('The same PIN again').pressSequentially(PIN);
  await expect(page.getByText('Your PIN is set.')).toBeVisible();

  await server.kill();
  await nurse.lock();
  await enter(page, '739105');
  await expect(
    page.getByText('That is not your PIN. Nothing is lost; 9 tries are left for it.'),
  ).toBeVisible();
  await expectAccessible(page, 'unlock by PIN, with an error');
  await enter(page, PIN);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  // Who knows no more than the PIN can't change it.
  await goTo(page, '/unlocking');
  await expect(page.getByText('To choose another PIN, lock and unlock with your passphrase')).toBeVisible();

  await nurse.lock();
  await triesSoFar(page, 10);
  await enter(page, PIN);
  await expect(page.getByText('The PIN is closed. Nothing is lost: use your passphrase.')).toBeVisible();
  await expect(page.getByLabel('Shift PIN')).toHaveCount(0);
  await triesSoFar(page, 0);
  await nurse.unlock();
  await goTo(page, '/unlocking');
  await page.getByRole('button', { name: 'Choose a PIN', exact: true }).click();
  await enter(page, PIN);
  await enter(page, PIN);
  await expect(page.getByText('Your PIN is set.')).toBeVisible();

  const needles = [...pinNeedles(PIN), ...(await dataKeyNeedles(page))];
  await nurse.lock();
  await expect(page.getByLabel('Shift PIN')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Passphrase for this device', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Shift PIN')).toHaveCount(0);
  await nurse.tablet.switchOff();
  expect(scanFolder(nurse.tablet.profile, needles)).toEqual([]);
});

test('a passkey opens with no network, also after a restart of the page, until it is removed', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  await addAuthenticator(await page.context().newCDPSession(page));
  await goTo(page, '/unlocking');
  await page.getByLabel('Your passphrase for this device', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByText('Your passkey opens Doorstep on this device.')).toBeVisible();
  await expectAccessible(page, 'ways to unlock');
  const needles = [
    ...needlesOfBytes('what the passkey answers', await answerOf(page)),
    ...(await dataKeyNeedles(page)),
  ];

  await server.kill();
  await nurse.lock();
  await expectAccessible(page, 'unlock with passkey');
  await page.getByRole('button', { name: 'Unlock with passkey' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Unlock with passkey' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();

  await goTo(page, '/unlocking');
  await page.getByRole('button', { name: 'Remove the passkey' }).click();
  await expect(page.getByText('The passkey no longer opens Doorstep.')).toBeVisible();
  await nurse.lock();
  await expect(page.getByRole('button', { name: 'Unlock with passkey' })).toHaveCount(0);
  await nurse.unlock();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await nurse.tablet.switchOff();
  expect(scanFolder(nurse.tablet.profile, needles)).toEqual([]);
});

/** By the keys on the screen. */
async function enter(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
}

/** Within the page: a reload would lock it. */
async function goTo(page: Page, path: '/unlocking'): Promise<void> {
  await page.getByRole('link', { name: 'Signed in as' }).click();
  await page.locator(`a[href="${path}"]`).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ways to unlock' })).toBeVisible();
}

function addAuthenticator(devtools: CDPSession): Promise<unknown> {
  return devtools.send('WebAuthn.enable').then(() =>
    devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        hasPrf: true,
        automaticPresenceSimulation: true,
      },
    }),
  );
}

/** Stands in for the tries themselves, each of which takes a while: the row as the app would have left it. */
async function triesSoFar(page: Page, wrong: number): Promise<void> {
  const { checksum: _, ...rest } = await vaultRow(page);
  const row = { ...rest, tries: { ...rest.tries, wrong } };
  await page.evaluate(
    (row) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('doorstep-vaults');
        opening.onsuccess = () => {
          const writing = opening.result.transaction('vaults', 'readwrite');
          writing.objectStore('vaults').put(row);
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          writing.onerror = () => {
            reject(new Error('the tries can’t be written'));
          };
        };
      }),
    { ...row, checksum: checksumOf(row) },
  );
}

function vaultRow(page: Page): Promise<VaultRow> {
  return page.evaluate(
    () =>
      new Promise<VaultRow>((resolve, reject) => {
        const opening = indexedDB.open('doorstep-vaults');
        opening.onerror = () => {
          reject(new Error('the vaults can’t be opened'));
        };
        opening.onsuccess = () => {
          const rows = opening.result.transaction('vaults').objectStore('vaults').getAll();
          rows.onsuccess = () => {
            opening.result.close();
            resolve((rows.result as VaultRow[])[0] as VaultRow);
          };
        };
      }),
  );
}

async function dataKeyNeedles(page: Page) {
  const { dataKey } = await openVaultKeys(await vaultRow(page), PASSPHRASE);
  return needlesOfBytes('the data key', dataKey);
}

/** What the authenticator says to the salt that the app gives it. */
async function answerOf(page: Page): Promise<Buffer> {
  const { passkey } = await vaultRow(page);
  const bytes = await page.evaluate(async ({ id, salt }: Passkey) => {
    const bytesOf = (text: string) =>
      Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    const given = await navigator.credentials.get({
      publicKey: {
        challenge: new Uint8Array(32),
        allowCredentials: [{ type: 'public-key', id: bytesOf(id) }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: bytesOf(salt) } } },
      },
    });
    const results = (given as PublicKeyCredential).getClientExtensionResults().prf?.results;
    return [...new Uint8Array(results?.first as ArrayBuffer)];
  }, passkey as Passkey);
  expect(bytes).toHaveLength(32);
  return Buffer.from(bytes);
}

/** Six digits alone stand in many a time of day: as a browser would write a text of them. */
function pinNeedles(pin: string) {
  return [
    ...needlesOf('the PIN', `"${pin}"`),
    ...needlesOf('the PIN in IndexedDB', `"\x06${pin}`),
    ...needlesOfBytes('the PIN in UTF-16', Buffer.from(pin, 'utf16le')),
  ];
}
