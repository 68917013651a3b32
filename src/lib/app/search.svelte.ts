import type { FoundView } from '../device/api';
import type { AppState } from './app-state.svelte';

/** More than a screen of rows; few enough to be there before the next keystroke. */
const PAGE = 20;

/** Search as one types. Only the newest answer counts; the query lives in memory and in no address. */
export class Search {
  /** Undefined while nothing is asked. */
  results = $state.raw<FoundView | undefined>();
  failed = $state(false);
  #query = $state('');
  #most = $state(PAGE);

  /** Made while a component initialises. */
  constructor(app: AppState) {
    $effect(() => {
      const query = this.#query.trim();
      if (query === '') {
        this.results = undefined;
        return;
      }
      let ended = false;
      app.device.search(query, this.#most).then(
        (results) => {
          if (ended) return;
          this.results = results;
          this.failed = false;
        },
        () => (this.failed = !ended),
      );
      return () => (ended = true);
    });
  }

  get query(): string {
    return this.#query;
  }

  /** How many more the next page brings. */
  get more(): number {
    const { cards, total } = this.results ?? { cards: [], total: 0 };
    return Math.min(PAGE, total - cards.length);
  }

  type(query: string): void {
    this.#query = query;
    this.#most = PAGE;
  }

  showMore(): void {
    this.#most += PAGE;
  }
}
