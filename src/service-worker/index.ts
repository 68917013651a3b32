/// <reference types="@sveltejs/kit" />
/** The service worker: the offline shell, and the journal's carrier when the page is closed. */
import { syncJournals } from './background-sync';
import { dropOldShells, fromShell, keepShell, routesOf, type Route } from './shell';

/** Background Sync is in Chromium only, and not in TypeScript's library. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** The same. */
interface RoutingEvent extends ExtendableEvent {
  addRoutes?(routes: Route[]): Promise<void>;
}

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', (event) => {
  event.waitUntil(install(event));
});

async function install(event: RoutingEvent): Promise<void> {
  const shell = await keepShell();
  try {
    await event.addRoutes?.(await routesOf(shell));
  } catch {
    // A browser that takes no such routes, or not so many, asks this worker as before.
  }
}

// Never by itself: the page asks, when nothing is unsaved and the person agrees.
worker.addEventListener('message', (event) => {
  const data: unknown = event.data;
  const asks = typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING';
  if (asks) event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const answer = fromShell(event.request);
  if (answer) event.respondWith(answer);
});

worker.addEventListener('sync', (event) => {
  const { tag } = event as SyncEvent;
  if (tag === 'journal') (event as SyncEvent).waitUntil(syncJournals());
});
