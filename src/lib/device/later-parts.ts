/** Parts of the data worker that are fetched when they are needed: the lock screen starts without them. */

/** PouchDB and all that reads and writes: fetched while the passphrase is tried, and not for the lock screen. */
export const loadOpenDevice = () => import('./open-device');

export const loadHealth = () => import('./health');

export const loadTakeNotice = () => import('./lease/take-notice');
