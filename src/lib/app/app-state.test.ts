import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppState } from './app-state.svelte';

const user = { id: 'nurse', name: 'Amara Okafor', role: 'community-nurse', teams: [] };

/** As much of a data worker, with its vault open, as is asked here. */
const worker = () =>
  ({
    today: () => Promise.resolve({ visits: [] }),
    vaultState: () => Promise.resolve({ kind: 'open', user }),
    status: () => Promise.resolve({ warnings: [] }),
  }) as unknown as AppState['device'];

class OpenedApp extends AppState {
  readonly #worker = worker();

  override get device(): AppState['device'] {
    return this.#worker;
  }
}

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('navigator', {
    storage: { persisted: () => Promise.resolve(true) },
    serviceWorker: { getRegistration: () => Promise.resolve(undefined) },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('tries once more when the device gave no answer', async () => {
  const app = new OpenedApp(() => Promise.resolve());
  vi.spyOn(app, 'entered').mockRejectedValueOnce(new Error('no answer'));
  await expect(app.opened()).rejects.toThrow('no answer');
  await app.opened();
  expect(app.vault).toEqual({ kind: 'open', user });
});

it.each([
  ['is gone to', () => Promise.resolve()],
  ['can’t be gone to', () => Promise.reject(new Error('a part of the app did not come'))],
])('shows the vault that was opened when Today %s', async (_, goToStart) => {
  const app = new OpenedApp(goToStart);
  await app.opened();
  expect(app.vault).toEqual({ kind: 'open', user });
});

it('goes to Today once, also when it is told twice that the vault is open while it is on the way', async () => {
  let there: (() => void) | undefined;
  const goToStart = vi.fn(() => new Promise<void>((resolve) => (there = resolve)));
  const app = new OpenedApp(goToStart);
  const told = [app.opened(), app.opened()];
  there?.();
  await Promise.all(told);
  expect(app.vault).toEqual({ kind: 'open', user });
  expect(goToStart).toHaveBeenCalledTimes(1);
});
