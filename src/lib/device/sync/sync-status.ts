/** How the last contact with the server went. One tab speaks to the server at a time; the others show what it tells. */
import * as v from 'valibot';
import type { DeviceStatus } from '../api';
import type { Failure } from './failure';
import { WARNING_WORDS, type WarningCode } from './warnings';

export const SyncStateSchema = v.looseObject({
  contact: v.picklist(['online', 'offline', 'signed-out', 'unknown']),
  lastContact: v.optional(v.string()),
  /** Why the last try did not reach the server; absent when it did. */
  failure: v.optional(v.picklist(['offline', 'signed-out', 'captive-portal', 'server-error'])),
  /** When the server is spoken to next without anybody asking: device time, ISO. */
  nextTryAt: v.optional(v.string()),
  serverVersion: v.optional(v.string()),
  syncing: v.boolean(),
  progress: v.optional(v.looseObject({ done: v.number(), total: v.number(), bytes: v.number() })),
  completeAt: v.optional(v.string()),
  warnings: v.array(v.picklist(Object.keys(WARNING_WORDS) as WarningCode[])),
});
export type SyncState = v.InferOutput<typeof SyncStateSchema>;

export class SyncStatus {
  #state: SyncState = { contact: 'unknown', syncing: false, warnings: [] };
  /** Dismissed by the person: not shown again until it has gone and come back. */
  readonly #dismissed = new Set<WarningCode>();
  readonly #onChange: (state: SyncState) => void;

  constructor(onChange: (state: SyncState) => void) {
    this.#onChange = onChange;
  }

  get state(): SyncState {
    return this.#state;
  }

  /** The page's part of the status. */
  view(): Pick<DeviceStatus, 'contact' | 'lastContact' | 'syncing' | 'progress' | 'completeAt' | 'warnings'> {
    const { contact, lastContact, syncing, progress, completeAt, warnings } = this.#state;
    return {
      contact,
      syncing,
      ...(lastContact === undefined ? {} : { lastContact }),
      ...(progress === undefined ? {} : { progress }),
      ...(completeAt === undefined ? {} : { completeAt }),
      warnings: warnings
        .filter((code) => !this.#dismissed.has(code))
        .map((code) => ({ code, words: WARNING_WORDS[code] })),
    };
  }

  set(change: Partial<SyncState>): void {
    this.#state = { ...this.#state, ...change };
    this.#onChange(this.#state);
  }

  /** No download is under way any more. */
  endProgress(): void {
    const { progress: _, ...rest } = this.#state;
    this.#state = rest;
    this.#onChange(this.#state);
  }

  warn(code: WarningCode, on = true): void {
    if (!on) this.#dismissed.delete(code);
    if (this.#state.warnings.includes(code) === on) return;
    const others = this.#state.warnings.filter((other) => other !== code);
    this.set({ warnings: on ? [...others, code] : others });
  }

  dismiss(code: WarningCode): void {
    this.#dismissed.add(code);
    this.#onChange(this.#state);
  }

  /** The server answered, at the given server time. */
  reached(at: string): void {
    const { failure: _, ...rest } = this.#state;
    this.#state = rest;
    this.set({ contact: 'online', lastContact: at });
    for (const code of ['captive-portal', 'signed-out', 'server-error'] as const) this.warn(code, false);
  }

  failed(failure: Failure): void {
    const contact = failure.kind === 'signed-out' ? 'signed-out' : 'offline';
    // What becomes of a lost device has a screen of its own.
    if (failure.kind === 'lost') {
      this.set({ contact });
      return;
    }
    this.set({ contact, failure: failure.kind });
    if (failure.kind !== 'offline') this.warn(failure.kind);
  }

  /** Takes over what the tab that speaks to the server tells. */
  adopt(state: SyncState): void {
    this.#state = state;
  }
}
