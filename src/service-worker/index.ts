/// <reference types="@sveltejs/kit" />
/** The service worker: the offline shell, and the journal's carrier when the page is closed. */
import { MAKE_WAY } from '../lib/app/make-way';
import { syncJournals } from './background-sync';
import { dropOldShells, fromShell, keepShell } from './shell';

/** Background Sync is in Chromium only, and not in TypeScript's library. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

let makeWay = () => {};
const wayIsMade = new Promise<never>((_, reject) => {
  makeWay = () => {
    reject(new Error('A newer version takes over; what was not carried is carried by it'));
  };
});
wayIsMade.catch(() => undefined); // told to whoever waits for it

// Never by itself: the page asks, when nothing is unsaved and the person agrees.
worker.addEventListener('message', (event) => {
  const asked = typeOf(event.data);
  if (asked === 'SKIP_WAITING') event.waitUntil(worker.skipWaiting());
  // The browser lets the next version wait for minutes while this one is in the middle of something.
  if (asked === MAKE_WAY) makeWay();
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
  if (tag === 'journal') (event as SyncEvent).waitUntil(Promise.race([syncJournals(), wayIsMade]));
});

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
}
