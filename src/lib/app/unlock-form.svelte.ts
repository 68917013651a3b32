import type { UnlockSecret, VaultUser } from '../device/api';
import type { AppState } from './app-state.svelte';
import { askPasskey } from './passkey';

const PIN_CLOSES_AT = 10;
const CLOSED = 'The PIN is closed. Nothing is lost: use your passphrase.';
const NOT_WHOLE =
  'That is right. A part of Doorstep itself is missing on this device. Nothing is lost: find a signal, then open Doorstep again.';
const NO_ROOM =
  'The storage of this device is full, so Doorstep can’t be opened now. What you wrote is kept. Free some space on the device, then try again.';
const NO_PASSKEY: Record<'stopped' | 'unable', string> = {
  stopped: 'The passkey was not used. Try again, or use your passphrase.',
  unable: 'The passkey can’t be used here. Use your passphrase.',
};

/** One try after the other at the lock, by whichever way. */
export class UnlockForm {
  opening = $state(false);
  error = $state<string>();
  /** When the next try is taken, in milliseconds since the page began: nobody turns that clock. */
  #waitUntil = $state(0);
  #clock = $state(performance.now());
  readonly waitSeconds = $derived(Math.max(0, Math.ceil((this.#waitUntil - this.#clock) / 1000)));
  readonly #app: AppState;

  constructor(app: AppState) {
    this.#app = app;
  }

  get busy(): boolean {
    return this.opening || this.waitSeconds > 0;
  }

  /** Keeps the waiting time on the screen true. Returns how to stop. */
  run(): () => void {
    const timer = setInterval(() => (this.#clock = performance.now()), 250);
    return () => {
      clearInterval(timer);
    };
  }

  async withPasskey(user: VaultUser): Promise<void> {
    if (this.opening || !user.passkey) return;
    this.opening = true;
    this.error = undefined;
    const answer = await askPasskey(user.passkey);
    this.opening = false;
    if (answer.kind !== 'answered') {
      this.error = NO_PASSKEY[answer.kind];
      return;
    }
    await this.try(user, { passkey: answer.secret });
    answer.secret.fill(0);
  }

  async try(user: VaultUser, secret: UnlockSecret): Promise<void> {
    if (this.opening) return;
    this.opening = true;
    this.error = undefined;
    const outcome = await this.#app.device.unlock(user.userId, secret);
    this.opening = false;
    switch (outcome.kind) {
      case 'open':
        await this.#app.opened();
        break;
      case 'damaged':
        this.#app.vault = { ...outcome, damaged: [user.name] };
        break;
      case 'not-whole':
        this.error = NOT_WHOLE;
        break;
      case 'no-room':
        this.error = NO_ROOM;
        break;
      case 'pin-closed':
        this.error = CLOSED;
        // What the lock screen offers has changed.
        await this.#app.entered();
        break;
      case 'wait':
        this.#wait(outcome.waitSeconds);
        this.error = 'Too many wrong tries. Nothing is lost; wait and try again.';
        break;
      case 'wrong':
        this.#wait(outcome.waitSeconds);
        this.error = wrongWords(secret, outcome.tries);
        break;
    }
  }

  #wait(seconds: number): void {
    this.#clock = performance.now();
    this.#waitUntil = this.#clock + seconds * 1000;
  }
}

function wrongWords(secret: UnlockSecret, tries: number): string {
  if (typeof secret === 'string')
    return 'That is not the passphrase for this device. Nothing is lost; try again.';
  if ('passkey' in secret) return 'This passkey does not open your records here. Use your passphrase.';
  const left = PIN_CLOSES_AT - tries;
  return `That is not your PIN. Nothing is lost; ${left === 1 ? 'one try is' : `${left} tries are`} left for it.`;
}
