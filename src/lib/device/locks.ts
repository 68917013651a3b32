/** The ways into a vault as the page asks for them: trying one, saying which there are, changing them. */
import type { Act } from '../record/audit-event';
import type { LockChange, LockChangeOutcome, Locks, UnlockSecret, VaultUser } from './api';
import type { Audit } from './audit/audit';
import { markPin, recordEndedPin, unmarkPin } from './audit/ended-pin';
import { recordLocked } from './audit/record-locked';
import { userHashOf } from './opaque';
import { ShiftPins } from './shift-pins';
import type { Surroundings } from './surroundings';
import type { OpenVault } from './vault/open-vault';
import type { Secret } from './vault/openers';
import { findPinWeakness, PIN_CLOSES_AT } from './vault/pin';
import type { LockedVault, OpenVaultOutcome } from './vault/vault';

const ACTS = {
  pin: 'pin-chosen',
  'no-pin': 'pin-removed',
  passkey: 'passkey-added',
  'no-passkey': 'passkey-removed',
} as const satisfies Record<LockChange['kind'], Act['kind']>;

export class VaultLocks {
  readonly #around: Surroundings;
  readonly #pins: ShiftPins;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#pins = new ShiftPins({
      now: around.now,
      onChange: () => {
        around.events.emit({ kind: 'pins' });
      },
    });
  }

  /** Asks whether a PIN was chosen before this worker began. The answer comes by itself. */
  askForPins(): void {
    this.#pins.ask();
  }

  describe({ userHash, user: { id, name }, passkey }: LockedVault): VaultUser {
    return {
      userId: id,
      name,
      ...(this.#pins.find(userHash) ? { pin: true as const } : {}),
      ...(passkey ? { passkey: { id: passkey.id, transports: passkey.transports, salt: passkey.salt } } : {}),
    };
  }

  async try(userId: string, secret: UnlockSecret): Promise<OpenVaultOutcome> {
    if (typeof secret === 'string' || 'passkey' in secret) return this.#unlock(userId, secret);
    const userHash = await userHashOf(userId);
    const lock = this.#pins.find(userHash);
    if (!lock) return { kind: 'pin-closed' };
    const outcome = await this.#unlock(userId, { ...secret, lock });
    if (outcome.kind === 'pin-closed') this.#pins.forget(userHash);
    return outcome.kind === 'wrong' && outcome.tries >= PIN_CLOSES_AT ? { kind: 'pin-closed' } : outcome;
  }

  async of({ userHash, user, opener }: OpenVault): Promise<Locks> {
    const stored = await this.#around.vaults.find(user.id);
    return {
      pin: this.#pins.find(userHash) !== undefined,
      mayChoosePin: opener !== undefined,
      passkey: stored?.passkey !== undefined,
    };
  }

  /** A change that was made is recorded; taking away what is not there changes nothing. */
  async change(
    vault: OpenVault,
    change: LockChange,
    audit: Pick<Audit, 'record'>,
  ): Promise<LockChangeOutcome> {
    const had = await this.of(vault);
    const outcome = await this.#change(vault, change);
    const isMoot = (change.kind === 'no-pin' && !had.pin) || (change.kind === 'no-passkey' && !had.passkey);
    if (outcome.kind === 'changed' && !isMoot) await audit.record({ kind: ACTS[change.kind] });
    return outcome;
  }

  async #change(vault: OpenVault, change: LockChange): Promise<LockChangeOutcome> {
    switch (change.kind) {
      case 'pin':
        return this.#choosePin(vault, change.pin);
      case 'no-pin':
        this.#pins.forget(vault.userHash);
        await unmarkPin(vault, this.#around);
        return { kind: 'changed' };
      case 'passkey':
        return this.#addPasskey(vault, change);
      case 'no-passkey':
        await this.#around.vaults.removePasskey(vault.userHash);
        return { kind: 'changed' };
    }
  }

  /** The vault was opened: a PIN that ended since it was chosen is on record from now on. */
  async notePinsEnd(vault: OpenVault): Promise<void> {
    if (!this.#pins.find(vault.userHash)) await recordEndedPin(vault, 'by-itself', this.#around);
  }

  close(): void {
    this.#pins.close();
  }

  async #choosePin(vault: OpenVault, pin: string): Promise<LockChangeOutcome> {
    const reason = findPinWeakness(pin);
    if (reason !== undefined) return { kind: 'weak', reason };
    const lock = await this.#around.vaults.lockWithPin(vault, pin, this.#around.now());
    if (!lock) return { kind: 'opened-by-pin' };
    await markPin(vault, lock.chosenAt, this.#around);
    this.#pins.keep(vault.userHash, lock);
    return { kind: 'changed' };
  }

  async #addPasskey(
    { user }: OpenVault,
    { passphrase, passkey, secret }: LockChange & { kind: 'passkey' },
  ): Promise<LockChangeOutcome> {
    const outcome = await this.#around.vaults.addPasskey(user.id, passphrase, { ...passkey, secret });
    if (outcome.kind === 'wrong') await this.#noteWrong(user.id, outcome.tries);
    return outcome.kind === 'added' ? { kind: 'changed' } : outcome;
  }

  async #unlock(userId: string, secret: Secret): Promise<OpenVaultOutcome> {
    const outcome = await this.#around.vaults.unlock(userId, secret);
    if (outcome.kind === 'wrong') await this.#noteWrong(userId, outcome.tries);
    return outcome;
  }

  /** The tenth wrong try in a row ends the PIN, whichever way it was made. */
  async #noteWrong(userId: string, tries: number): Promise<void> {
    await recordLocked(userId, { kind: 'unlock-refused', count: tries }, this.#around);
    if (tries < PIN_CLOSES_AT) return;
    this.#pins.forget(await userHashOf(userId));
    const vault = await this.#around.vaults.find(userId);
    if (vault) await recordEndedPin(vault, 'wrong-tries', this.#around);
  }
}
