import * as v from 'valibot';
import { HeldEntriesSchema, type HeldEntry, type SettleRequest } from '../record/held-entries';
import type { AppState } from './app-state.svelte';
import { askServer, type ServerAnswer } from './ask-server';

type Settled = ServerAnswer<undefined>;

/** Entries of the own team that wait for a decision: read from the server, since no device holds them. */
export class HeldEntries {
  entries = $state.raw<HeldEntry[] | undefined>();
  /** Why there are none to show. */
  failure = $state.raw<Exclude<ServerAnswer<unknown>, { kind: 'answered' }> | undefined>();
  /** What came of the last decision, while it was not done. */
  refused = $state.raw<Exclude<Settled, { kind: 'answered' }> | undefined>();
  /** How many were decided here. */
  decided = $state(0);
  busy = $state(false);
  readonly #app: Pick<AppState, 'user'>;

  constructor(app: Pick<AppState, 'user'>) {
    this.#app = app;
  }

  async load(): Promise<void> {
    const userId = this.#app.user?.id ?? '';
    const answer = await askServer('/api/held-entries', { userId, schema: HeldEntriesSchema });
    if (answer.kind === 'answered') this.entries = answer.value.entries;
    this.failure = answer.kind === 'answered' ? undefined : answer;
  }

  async settle(
    { journal, entryId }: HeldEntry,
    decision: SettleRequest['decision'],
    reason: string,
  ): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const userId = this.#app.user?.id ?? '';
    const body: SettleRequest = { journal, entryId, decision, reason };
    const answer = await askServer('/api/held-entries', { userId, body, schema: v.undefined() });
    this.refused = answer.kind === 'answered' ? undefined : answer;
    if (answer.kind === 'answered') this.decided += 1;
    await this.load();
    this.busy = false;
  }
}
