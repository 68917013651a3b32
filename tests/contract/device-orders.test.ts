/** What the server tells a device by the device's own credential, whoever is signed in. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DEVICE_HEADER } from '../../src/lib/record/registration';
import { administer } from '../../src/lib/server/admin/administration';
import { ask } from '../attack/app';
import { openApp, requestTo, type App } from '../support/app';

vi.mock('@sveltejs/kit/hooks', () => import('../attack/sequence'));

let app: App;
let credentials: string[];

beforeEach(async () => {
  app = await openApp();
  const { organisation, devices } = app.server;
  for (const id of ['ada', 'ben'])
    await organisation.putUser({ id, username: id, name: id, role: 'community-nurse', teams: [] });
  const request = { deviceId: 'd1', vaultKey: app.keys.vault, appVersion: '1' };
  credentials = [];
  for (const id of ['ada', 'ben'])
    credentials.push(devices.credentialOf((await devices.register(id, request, new Date())).journalBase));
});
afterEach(() => app.close());

const orders = () =>
  Promise.all(
    credentials.map(async (credential) => {
      const request = requestTo('GET', '/api/device', { headers: { [DEVICE_HEADER]: credential } });
      return (await (await ask(request, undefined)).json()) as unknown;
    }),
  );

it('nothing, as long as all is well', async () => {
  expect(await orders()).toEqual([{ order: 'none' }, { order: 'none' }]);
});

it('that a user has left, to that user’s vault alone', async () => {
  await administer({ act: 'remove-user', user: 'ada' }, app.server.admin, {
    id: 'root',
    role: 'administrator',
  });
  expect(await orders()).toEqual([{ order: 'none', left: true }, { order: 'none' }]);
});

it('that it was reported lost, to all vaults on it', async () => {
  await app.server.devices.markLost('d1', new Date());
  expect(await orders()).toEqual([{ order: 'wipe' }, { order: 'wipe' }]);
});
