import type { Card } from '../record/card';
import type { AppState } from './app-state.svelte';

/** Search as one types. Only the newest answer counts; the query lives in memory and in no address. */
export class Search {
  query = $state('');
  /** Undefined while nothing is asked. */
  results = $state.raw<Card[] | undefined>();
  failed = $state(false);

  /** Made while a component initialises. */
  constructor(app: AppState) {
    $effect(() => {
      const query = this.query.trim();
      if (query === '') {
        this.results = undefined;
        return;
      }
      let ended = false;
      app.device.search(query).then(
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
}
