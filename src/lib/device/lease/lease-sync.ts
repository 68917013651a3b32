/** Server → device: the lease, before anything that it covers, and with it the newest outage notice. */
import { signerOf } from '../../record/lease/signed';
import type { Failure } from '../sync/failure';
import type { ServerClient } from '../sync/server-client';
import type { OpenVault } from '../vault/open-vault';
import type { VaultLease } from './lease';

export interface LeaseSyncParts {
  vault: Pick<OpenVault, 'serverKey'>;
  server: Pick<ServerClient, 'lease'>;
  lease: VaultLease;
  /** What an older version of the app stored is sealed as this one does. */
  sealAnew: () => Promise<void>;
  /** The lease is another than it was. `opened`: what had ended can be read again. */
  onLease: (change: { opened: boolean }) => Promise<void>;
}

export class LeaseSync {
  readonly #parts: LeaseSyncParts;

  constructor(parts: LeaseSyncParts) {
    this.#parts = parts;
  }

  get ended(): boolean {
    return this.#parts.lease.ended;
  }

  /** `kept`: go on with the lease as it is, which may have ended. */
  async run(): Promise<{ kind: 'kept' } | Failure> {
    const { vault, server, lease, onLease } = this.#parts;
    // From a server of before leases were signed.
    if (!signerOf(vault.serverKey)) return { kind: 'kept' };
    if (lease.isDue) {
      const wasEnded = lease.ended;
      const answer = await server.lease();
      // Entries must be sent whatever is wrong with leases.
      if (answer.kind === 'server-error') return { kind: 'kept' };
      if (answer.kind !== 'lease') return answer;
      const { lease: given, notice } = answer.answer;
      if (notice !== undefined) await lease.keepNotice(notice);
      const kept = given !== undefined && (await lease.keep(given));
      const opened = wasEnded && lease.sealing !== undefined;
      if (kept || opened) await onLease({ opened });
    }
    if (lease.signed && !lease.ended && !lease.isWhole) {
      await this.#parts.sealAnew();
      await lease.markWhole();
    }
    return { kind: 'kept' };
  }
}
