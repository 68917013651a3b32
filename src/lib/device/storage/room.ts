/** Room on the device. What is written here comes before what can be downloaded again. */
export type Storage = Pick<StorageManager, 'estimate' | 'persisted'>;

/**
 * Packs are not written into the last 50 MB: a month of entries (about 800 of 4 KB), a day's photos (10 of 2 MB), and what
 * the database needs for itself while it puts its files in order, which in tests was up to twice what it held.
 */
const HEADROOM_BYTES = 50_000_000;

/** Bytes that may still be stored; undefined when the browser does not say. */
export async function roomLeft(storage: Storage): Promise<number | undefined> {
  const { usage, quota } = await storage.estimate();
  return usage === undefined || quota === undefined ? undefined : Math.max(0, quota - usage);
}

/** Whether `bytes` more still leave what is written here its room. */
export async function hasRoom(storage: Storage, bytes = 0): Promise<boolean> {
  const left = await roomLeft(storage);
  return left === undefined || left - bytes >= HEADROOM_BYTES;
}
