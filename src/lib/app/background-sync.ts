/** Background sync, where the browser has it: the service worker carries the journal when the page is gone. */
interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

/** Registered again at each open and each save, since a browser drops a sync after a few failed tries. */
export async function registerBackgroundSync(): Promise<void> {
  // Without a registration `ready` would wait for ever.
  if ((await navigator.serviceWorker.getRegistration()) === undefined) return;
  const registration: SyncRegistration = await navigator.serviceWorker.ready;
  try {
    await registration.sync?.register('journal');
  } catch {
    // Refused by the user's settings. The page itself sends while it is open, and the outbox shows what waits.
  }
}
