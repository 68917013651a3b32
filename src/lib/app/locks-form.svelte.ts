import type { LockChange, LockChangeOutcome, Locks } from '../device/api';
import type { AppState } from './app-state.svelte';
import { ensureKeeper } from './keeper';
import { makePasskey } from './passkey';

/** The ways into the open vault beside its passphrase: which there are, and changing them. */
export class LocksForm {
  locks = $state.raw<Locks>();
  busy = $state(false);
  /** What was done last, in words. */
  done = $state<string>();
  pinError = $state<string>();
  passkeyError = $state<string>();
  readonly #app: AppState;

  constructor(app: AppState) {
    this.#app = app;
  }

  async look(): Promise<void> {
    this.locks = await this.#app.device.locks();
  }

  async choosePin(pin: string): Promise<boolean> {
    await ensureKeeper();
    this.pinError = wordsOf(await this.#change({ kind: 'pin', pin }));
    if (this.pinError === undefined) this.done = 'Your PIN is set. It opens Doorstep until this shift ends.';
    return this.pinError === undefined;
  }

  async dropPin(): Promise<void> {
    await this.#change({ kind: 'no-pin' });
    this.done = 'The PIN is off.';
  }

  async addPasskey(passphrase: string): Promise<boolean> {
    const { user } = this.#app;
    if (this.busy || !user) return false;
    this.passkeyError = undefined;
    if (passphrase === '') {
      this.passkeyError = 'Enter your passphrase';
      return false;
    }
    this.busy = true;
    const made = await makePasskey(user);
    this.busy = false;
    if (made.kind !== 'made') {
      this.passkeyError =
        made.kind === 'stopped'
          ? 'No passkey was added. Try again when you are ready.'
          : 'This device has no passkeys that Doorstep can use. Your passphrase still works.';
      return false;
    }
    const { passkey, secret } = made;
    const outcome = await this.#change({ kind: 'passkey', passphrase, passkey, secret });
    secret.fill(0);
    this.passkeyError = wordsOf(outcome);
    if (this.passkeyError === undefined) this.done = 'Your passkey opens Doorstep on this device.';
    return this.passkeyError === undefined;
  }

  async removePasskey(): Promise<void> {
    await this.#change({ kind: 'no-passkey' });
    this.done = 'The passkey no longer opens Doorstep.';
  }

  async #change(change: LockChange): Promise<LockChangeOutcome> {
    this.busy = true;
    this.done = undefined;
    try {
      return await this.#app.device.changeLock(change);
    } finally {
      this.busy = false;
      await this.look();
    }
  }
}

/** Why it was not changed; undefined when it was. */
function wordsOf(outcome: LockChangeOutcome): string | undefined {
  switch (outcome.kind) {
    case 'changed':
      return undefined;
    case 'wrong':
      return 'That is not the passphrase for this device.';
    case 'wait':
      return `Too many wrong tries. Wait ${outcome.waitSeconds} seconds and try again.`;
    case 'opened-by-pin':
      return 'Lock, and unlock with your passphrase or passkey first.';
    case 'weak':
    case 'damaged':
      return outcome.reason;
  }
}
