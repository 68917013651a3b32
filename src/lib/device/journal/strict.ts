/**
 * Makes every IndexedDB write in this worker strict: it resolves when the bytes are on the disk, not in the system's
 * cache. PouchDB never names a durability, and Chromium's default lost 939 of 977 acknowledged writes in a power cut.
 */
const STRICT = Symbol.for('doorstep.strict');

type Transaction = IDBDatabase['transaction'];

/** Call before any database is opened. Calling it again changes nothing. */
export function askForStrictWrites(
  prototype: Pick<IDBDatabase, 'transaction'> = IDBDatabase.prototype,
): void {
  const plain: Transaction = prototype.transaction;
  if (STRICT in plain) return;
  const strict: Transaction = function (this: IDBDatabase, stores, mode, options) {
    const asked = mode === 'readwrite' ? { ...options, durability: 'strict' as const } : options;
    return plain.call(this, stores, mode, asked);
  };
  prototype.transaction = Object.assign(strict, { [STRICT]: true });
}
