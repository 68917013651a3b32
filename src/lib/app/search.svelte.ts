import type { Card } from '../record/card';
import { CardIndex } from '../record/search/card-index';
import type { FoundView } from '../device/api';
import type { AppState } from './app-state.svelte';
import { whenIdle } from './when-idle';

/** More than a screen of rows; few enough to be there before the next keystroke. */
const PAGE = 20;
/** As many as a screen takes: with the keystroke itself. */
const AT_ONCE = 6;

type App = Pick<AppState, 'device' | 'now'>;

/**
 * Search as one types. The first rows come from the list that the page shows anyway, with the keystroke; what the device
 * finds takes their place, and only its newest answer counts. The query lives in memory and in no address.
 */
export class Search {
  /** Undefined while nothing is asked. */
  results = $state.raw<FoundView | undefined>();
  failed = $state(false);
  readonly #app: App;
  readonly #held: () => readonly Card[] | undefined;
  #query = $state('');
  #most = $state(PAGE);
  #index = new CardIndex([]);

  /** Made while a component initialises. `held`: what the page shows, in order of name; undefined while it shows nothing. */
  constructor(app: App, held: () => readonly Card[] | undefined) {
    this.#app = app;
    this.#held = held;
    $effect(() => {
      const cards = held();
      if (!cards) return;
      const index = this.#indexOf(cards);
      return whenIdle(() => index.prepare());
    });
    $effect(() => {
      const query = this.#query.trim();
      const most = this.#most;
      if (query === '') return;
      let ended = false;
      // Not with the keystroke: to hand it over takes as long as to find its first rows.
      const timer = setTimeout(() => {
        app.device.search(query, most).then(
          (results) => {
            if (ended) return;
            this.results = results;
            this.failed = false;
          },
          () => (this.failed = !ended),
        );
      });
      return () => {
        ended = true;
        clearTimeout(timer);
      };
    });
  }

  get query(): string {
    return this.#query;
  }

  /** How many more the next page brings. */
  get more(): number {
    return Math.min(PAGE, Math.max(0, (this.results?.total ?? 0) - this.#most));
  }

  type(query: string): void {
    this.#query = query;
    this.#most = PAGE;
    const held = this.#held();
    if (query.trim() === '') this.results = undefined;
    else if (held) this.results = this.#indexOf(held).search(query, this.#app.now.getFullYear(), AT_ONCE);
  }

  showMore(): void {
    this.#most += PAGE;
  }

  #indexOf(cards: readonly Card[]): CardIndex {
    if (this.#index.cards !== cards) this.#index = new CardIndex(cards);
    return this.#index;
  }
}
