/** Whether this browser opens, and deletes, any database of this site: a damaged LevelDB refuses all of them at once. */
const PROBE = 'doorstep-probe';

export async function canStore(): Promise<boolean> {
  try {
    (await settled(indexedDB.open(PROBE))).close();
    await settled(indexedDB.deleteDatabase(PROBE));
    return true;
  } catch {
    return false;
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('IndexedDB failed'));
    };
  });
}
