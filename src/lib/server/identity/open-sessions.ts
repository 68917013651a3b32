/** The sessions of this server: their database, how long they last, and the key of their tokens. */
import type { Config } from '../config';
import type { ServerKeys } from '../keys';
import type { Store } from '../store/store';
import { Sessions } from './sessions';

export async function openSessions(
  store: Store,
  { sessionHours, origin }: Pick<Config, 'sessionHours' | 'origin'>,
  keys: Pick<ServerKeys, 'secret'>,
): Promise<Sessions> {
  return new Sessions(await store.open('sessions'), sessionHours, {
    secret: keys.secret('access-token'),
    origin,
  });
}
