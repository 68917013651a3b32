/**
 * Takes up what is unfiled and of which nobody here was told: at the start, what an earlier run of the server left; and on
 * a store that other app servers share, again and again, since one of those may have ended with journals in its hands whose
 * devices are not heard of again.
 */
import { reportOf } from '../http/error-report';
import type { Store } from '../store/store';

const AGAIN_MS = 600_000;
const RETRY_MS = 10_000;

export interface TakeUpParts {
  store: Pick<Store, 'kind'>;
  filing: { takeUp(): Promise<void> };
}

/** Begins at once. Returns the way to stop. */
export function keepTakingUp({ store, filing }: TakeUpParts): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const after = (ms: number) => {
    if (!stopped) timer = setTimeout(round, ms);
  };
  const round = () => {
    filing.takeUp().then(
      () => {
        if (store.kind === 'couchdb') after(AGAIN_MS);
      },
      (cause: unknown) => {
        console.error('Unfiled journals could not be listed yet:', reportOf(cause));
        after(RETRY_MS);
      },
    );
  };
  round();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
