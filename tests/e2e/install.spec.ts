import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Fault } from '../support/fault-proxy';
import type { Clinician } from './clinician';
import { expect, test } from './fixtures';

const BUILT = 'build/client/_app/immutable';
const NOTE = 'Stockings on, heels clear, next visit Thursday.';

test.describe('a whole browser', () => {
  test.use({ wholeBrowser: true });

  test('the app can be installed; every file of its version is kept for offline, and its shell opens at any address with no server', async ({
    server,
    clinician,
  }) => {
    const nurse = await clinician();
    const { page } = nurse;
    await expect(nurse.heading('Welcome to Doorstep')).toBeVisible();
    const devtools = await page.context().newCDPSession(page);
    const manifest = await devtools.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    expect(JSON.parse(manifest.data ?? '')).toMatchObject({ name: 'Doorstep', display: 'standalone' });
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    expect(installabilityErrors).toEqual([]);

    // Also those that the data worker loads later.
    const kept = await filesKept(page);
    const built = readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:js|css|wasm|woff2)$/.test(file))
      .map((file) => `/_app/immutable/${file}`);
    expect(built.some((file) => file.includes('/workers/chunks/'))).toBe(true);
    expect(built.filter((file) => !kept.includes(file))).toEqual([]);

    await nurse.ready();
    await nurse.openChart(await nurse.somePatient());
    await server.kill();
    const signIn = `${server.origin}/sign-in`;
    for (const address of [page.url(), `${server.origin}/today`, server.origin, signIn]) {
      const tab = await nurse.tablet.context.newPage();
      await tab.goto(address);
      await expect(tab.getByRole('navigation', { name: 'Main' })).toBeVisible();
      await tab.close();
    }
    await nurse.lock();
    await page.goto(`${server.origin}/outbox`);
    await expect(nurse.heading('Unlock')).toBeVisible();
  });
});

/** The paths of what the service worker keeps, once it has installed. */
function filesKept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const names = (await caches.keys()).filter((name) => name.startsWith('shell-'));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
}

test.describe('a new version', () => {
  test.use({ behindProxy: true });

  const { version } = JSON.parse(readFileSync('build/client/_app/version.json', 'utf8')) as {
    version: string;
  };
  const NEXT = `${version}-next`;
  /** As after a new version was put on the server, which does not take journals for the time being. */
  const nextVersion: Fault = (path) => {
    if (path.startsWith('/journals/')) return { kind: 'drop' };
    if (path !== '/service-worker.js' && !/^\/_app\/.*\.js(on)?$/.test(path)) return undefined;
    return { kind: 'alter-answer', change: (body) => body.replaceAll(version, NEXT) };
  };

  /** What an open app does every half hour. */
  async function lookForUpdate(page: Page): Promise<void> {
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });
  }

  const offer = (page: Page) => page.getByRole('status').filter({ hasText: 'New version ready' });
  const update = (page: Page) => offer(page).getByRole('button', { name: 'Update' });
  const isWaiting = (page: Page) =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state);

  /** Now and then Chromium keeps the version in control for minutes: then as the offer says, closed and opened again. */
  async function untilTaken(nurse: Clinician): Promise<void> {
    const held = offer(nurse.page).filter({ hasText: 'close the app and open it again' });
    await expect(nurse.heading('Unlock').or(held)).toBeVisible();
    if (await held.isVisible()) await nurse.switchOffAndOn();
  }

  test('offers itself, waits for what is being written, and takes over when asked, with all that was here', async ({
    network,
    ready,
  }) => {
    const nurse = await ready();
    const { page } = nurse;
    await page.getByRole('link', { name: nurse.name }).click();
    await expect(page.getByText(`version ${version}.`)).toBeVisible();
    const patient = await nurse.somePatient();
    network.fault = nextVersion;
    await nurse.recordNote(patient, NOTE);

    await nurse.openChart(patient);
    await nurse.beginVisit();
    await nurse.writeNote('Half a sentence');
    await lookForUpdate(page);
    await expect(offer(page)).toContainText('Save or leave what you are writing, then update.');
    await expect(update(page)).toHaveCount(0);
    expect(await isWaiting(page)).toBe('installed');
    await expect(page.getByLabel('What you saw and did')).toHaveValue('Half a sentence');

    // It waits through a reload too, and offers itself again.
    await page.reload();
    await nurse.unlock();
    await expect(offer(page)).toBeVisible();
    expect(await isWaiting(page)).toBe('installed');
    await nurse.openChart(patient);
    await nurse.beginVisit();
    await expect(page.getByLabel('What you saw and did')).toHaveValue('Half a sentence');
    await nurse.saveVisit();
    await nurse.saysSaved();
    await page.getByRole('link', { name: nurse.name }).click();
    await expect(page.getByText(`version ${version}.`)).toBeVisible();

    await update(page).click();
    await untilTaken(nurse);
    await nurse.unlock();
    await expect(nurse.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    await expect(offer(nurse.page)).toHaveCount(0);
    await nurse.page.getByRole('link', { name: nurse.name }).click();
    await expect(nurse.page.getByText(`version ${NEXT}.`)).toBeVisible();
    await nurse.open('Outbox');
    await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(2);
    await nurse.open('Caseload');
    await expect(nurse.rows().filter({ hasText: patient })).toBeVisible();
    network.fault = undefined;
    await nurse.open('Outbox');
    await expect(nurse.outboxItem('Filed')).toHaveCount(2, { timeout: 60_000 });
  });

  test('is looked for each time the app is opened, though its shell does not wait for the service worker', async ({
    network,
    ready,
  }) => {
    const nurse = await ready();
    let asked = 0;
    network.fault = (path) => {
      if (path === '/service-worker.js') asked += 1;
      return undefined;
    };
    await nurse.switchOffAndOn();
    const waitedSince = await nurse.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      const [opened] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return { isControlled: navigator.serviceWorker.controller !== null, at: opened?.workerStart };
    });
    expect(waitedSince).toEqual({ isControlled: true, at: 0 });
    await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThan(0);
  });

  /** A page that no service worker controls, as on a first visit that was faster than the installing. */
  async function reloadUncontrolled(page: Page): Promise<void> {
    const devtools = await page.context().newCDPSession(page);
    const loaded = page.waitForEvent('load');
    await devtools.send('Page.reload', { ignoreCache: true });
    await loaded;
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  }

  test('taken in one tab leaves what is being written in others as it is; they take it when that is saved', async ({
    network,
    ready,
  }) => {
    const nurse = await ready();
    const tabs = [nurse];
    for (let more = 0; more < 2; more++) {
      const tab = nurse.inTab(await nurse.tablet.context.newPage());
      await tab.page.goto(nurse.origin);
      await expect(tab.heading('Today')).toBeVisible();
      tabs.push(tab);
    }
    const [other = nurse, ...writing] = tabs;
    await reloadUncontrolled((writing[0] ?? nurse).page);
    for (const { page } of tabs) {
      await page.evaluate(() => (document.documentElement.dataset['sameLoad'] = 'yes'));
    }
    for (const [i, tab] of writing.entries()) {
      await tab.openChart(await tab.somePatient(i));
      await tab.beginVisit();
      await tab.writeNote(NOTE);
    }

    network.fault = nextVersion;
    await lookForUpdate(other.page);
    for (const { page } of writing) {
      await expect(offer(page)).toContainText('Save or leave what you are writing, then update.');
    }
    await update(other.page).click();
    // What is tapped before the page is loaded again is lost with it.
    await expect(other.page.locator('html')).not.toHaveAttribute('data-same-load');
    await other.page.getByRole('link', { name: other.name }).click();
    await expect(other.page.getByText(`version ${NEXT}.`)).toBeVisible();

    for (const { page } of writing) {
      await expect(page.locator('html')).toHaveAttribute('data-same-load', 'yes');
      await expect(page.getByLabel('What you saw and did')).toHaveValue(NOTE);
    }
    for (const tab of writing) {
      await tab.saveVisit();
      await tab.saysSaved();
      await update(tab.page).click();
      await expect(tab.page.locator('html')).not.toHaveAttribute('data-same-load');
      await tab.page.getByRole('link', { name: tab.name }).click();
      await expect(tab.page.getByText(`version ${NEXT}.`)).toBeVisible();
    }
  });
});
