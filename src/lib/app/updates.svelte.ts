import type { Workbox } from 'workbox-window';

/** How often an open app looks for a new version. */
const LOOK_EVERY_MS = 30 * 60_000;

/** A worker in control that is just starting when the next one is asked to take over is not told to end: asked again, it is. */
const ASK_AGAIN_MS = 2_000;

/** A new version of the app waits until the user takes it, and never takes over while something is unsaved. */
export class Updates {
  ready = $state(false);
  #workbox: Workbox | undefined;
  #taken = false;
  readonly #beforeReload: () => Promise<boolean>;

  /** `beforeReload` brings what is unsaved to safety, and says whether the page may be loaded again. */
  constructor(beforeReload: () => Promise<boolean>) {
    this.#beforeReload = beforeReload;
  }

  /** Registers the service worker. Returns how to stop looking for new versions. */
  start(): () => void {
    void this.#register();
    const timer = setInterval(() => void this.#workbox?.update().catch(() => undefined), LOOK_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }

  /** Asks the new version to take over; the page is loaded again once it has. */
  async take(): Promise<'taken' | 'unsaved'> {
    if (!(await this.#beforeReload())) return 'unsaved';
    this.#taken = true;
    const registration = await navigator.serviceWorker.getRegistration();
    if (registration?.waiting) this.#askToTakeOver();
    // Another tab took the update: the new version is in control, and this page is still the old one.
    else location.reload();
    return 'taken';
  }

  /** Until it does: the page is loaded again then. */
  #askToTakeOver(): void {
    this.#workbox?.messageSkipWaiting();
    setTimeout(() => {
      this.#askToTakeOver();
    }, ASK_AGAIN_MS);
  }

  async #register(): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    const { Workbox } = await import('workbox-window');
    // Workbox's own `isUpdate` stays false for a page that was loaded before its first service worker was in control.
    let controlled = navigator.serviceWorker.controller !== null;
    const workbox = new Workbox('/service-worker.js');
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => (this.ready = true));
    workbox.addEventListener('controlling', () => {
      if (this.#taken) location.reload();
      else if (controlled) this.ready = true;
      controlled = true;
    });
    await workbox.register().catch(() => undefined);
  }
}
