/** The part of the program that only an open vault needs: fetched while the passphrase is tried, not for the lock screen. */
import { lazyDatabases } from './journal/lazy-databases';
import type { OpenDevice } from './open-device';
import type { Hooks, Surroundings } from './surroundings';
import type { OpenVault } from './vault/open-vault';

/** PouchDB and all that reads and writes. */
const loadOpenDevice = () => import('./open-device');

export class Program {
  readonly databases = lazyDatabases();

  /** Whether all of it can be had. */
  async isWhole(): Promise<boolean> {
    const all = await Promise.allSettled([loadOpenDevice(), this.databases()]);
    return all.every(({ status }) => status === 'fulfilled');
  }

  async open(vault: OpenVault, around: Surroundings, hooks: Hooks): Promise<OpenDevice> {
    const [{ OpenDevice }, databases] = await Promise.all([loadOpenDevice(), this.databases()]);
    return OpenDevice.open(vault, { ...around, databases }, hooks);
  }
}
