/** The tabs of one device, between themselves: who holds the keys, what has changed. Stays in memory. */
import * as v from 'valibot';
import { SyncStateSchema } from './sync/sync-status';
import { OpenVaultSchema } from './vault/open-vault';

/** How long a new tab waits for one that is open already. */
export const ASK_TABS_MS = 200;

const TabMessageSchema = v.variant('kind', [
  /** A new tab asks whether another one is open. */
  v.object({ kind: v.literal('vault-please') }),
  /** The open vault: its keys stay non-extractable on the way. */
  v.object({ kind: v.literal('vault'), vault: OpenVaultSchema }),
  v.object({ kind: v.literal('locked') }),
  /** The device was reported lost, and has been wiped. */
  v.object({ kind: v.literal('wiped') }),
  /** Packs on the disk have changed; `patientIds` absent: any. */
  v.object({ kind: v.literal('data'), patientIds: v.optional(v.array(v.string())) }),
  /** A journal on the disk has changed. Also told by the service worker. */
  v.object({ kind: v.literal('journal') }),
  /** There is another lease, or another notice. */
  v.object({ kind: v.literal('lease') }),
  /** The user has left: nothing of a patient is here any more. */
  v.object({ kind: v.literal('left') }),
  v.object({ kind: v.literal('sync'), state: SyncStateSchema }),
]);
export type TabMessage = v.InferOutput<typeof TabMessageSchema>;

const CHANNEL = 'doorstep-tabs';

export class Tabs {
  readonly #channel = new BroadcastChannel(CHANNEL);

  /** `onMessage` hears what the other tabs say; a message of another version of the app is passed over. */
  constructor(onMessage: (message: TabMessage) => void) {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const parsed = v.safeParse(TabMessageSchema, data);
      if (parsed.success) onMessage(parsed.output);
    });
  }

  tell(message: TabMessage): void {
    this.#channel.postMessage(message);
  }

  close(): void {
    this.#channel.close();
  }
}
