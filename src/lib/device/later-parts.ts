/** Parts of the data worker that are fetched when they are needed: the lock screen starts without them. */

export const loadHealth = () => import('./health');

export const loadTakeNotice = () => import('./lease/take-notice');
