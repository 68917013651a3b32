import type { Workbox } from 'workbox-window';

/** How often an open app looks for a new version. */
const LOOK_EVERY_MS = 30 * 60_000;

/** Now and then Chromium keeps the version in control for minutes; asking again does not help. */
const PATIENCE_MS = 10_000;

/** A new version of the app waits until the user takes it, and never takes over while something is unsaved. */
export class Updates {
  ready = $state(false);
  /** It was taken, and the version in control does not let go of the page. */
  held = $state(false);
  #workbox: Workbox | undefined;
  #taken = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
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

  #askToTakeOver(): void {
    this.#workbox?.messageSkipWaiting();
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => (this.held = true), PATIENCE_MS);
  }

  /** The next version is in control. The page is still the old one, and stays it while something is being written. */
  async #isInControl(): Promise<void> {
    clearTimeout(this.#patience);
    this.held = false;
    this.ready = true;
    if (this.#taken && (await this.#beforeReload())) location.reload();
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
      if (this.#taken || controlled) void this.#isInControl();
      controlled = true;
    });
    await workbox.register().catch(() => undefined);
  }
}
