/** A browser that opens no database of this site any more, and deletes and lists none: as Chromium with a spoilt `CURRENT`. */
import { vi } from 'vitest';

const REFUSAL = 'Internal error opening backing store for indexedDB.open.';

/** From now on; answers how to end it, as when the browser has cleared its storage. */
export function closeStorage(): () => void {
  const spies = [
    vi.spyOn(indexedDB, 'open').mockImplementation(refused),
    vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation(refused),
    vi.spyOn(indexedDB, 'databases').mockImplementation(() => Promise.reject(refusal())),
  ];
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}

function refusal(): DOMException {
  return new DOMException(REFUSAL, 'UnknownError');
}

function refused(): IDBOpenDBRequest {
  const error = refusal();
  const request = Object.assign(new EventTarget(), {
    error,
    readyState: 'done',
    onerror: null as ((event: Event) => void) | null,
  });
  queueMicrotask(() => {
    const event = new Event('error', { cancelable: true });
    request.dispatchEvent(event);
    request.onerror?.(event);
  });
  return request as unknown as IDBOpenDBRequest;
}
