import type { Remote } from 'comlink';
import type { DeviceApi } from '../device/api';
import type { AppState } from './app-state.svelte';

export type LiveState<T> =
  | { kind: 'loading' }
  | { kind: 'ready'; value: T }
  /** The device could not answer. Never shown as an empty list. */
  | { kind: 'failed' };

/**
 * While packs come down, events arrive many a second; a list is read again at most this often. Sooner at first: with the
 * second look come today's patients.
 */
const REST_MS = 250;
const FIRST_REST_MS = 30;

/**
 * What a page shows, read from the device and read again whenever the device says that it may have changed.
 * Made while a component initialises. `load` is run again when reactive values that it reads at once (an id) change.
 */
export class Live<T> {
  state = $state.raw<LiveState<T>>({ kind: 'loading' });

  constructor(app: AppState, load: (device: Remote<DeviceApi>) => T | Promise<T>, patientId?: () => string) {
    // Before there is anything to see: what is known at once is in the first that is shown, and what is not is asked for
    // while that is made. Of another patient nothing is left when the address names the next one.
    $effect.pre(() => {
      const device = app.device;
      const id = patientId?.();
      let ended = false;
      let running = false;
      let again = false;
      const read = async () => {
        if (running) {
          again = true;
          return;
        }
        running = true;
        let rest = FIRST_REST_MS;
        do {
          again = false;
          const found = load(device);
          if (found instanceof Promise) {
            const state = await found.then(
              (value): LiveState<T> => ({ kind: 'ready', value }),
              (): LiveState<T> => ({ kind: 'failed' }),
            );
            if (isEnded()) return;
            this.state = state;
          } else {
            this.state = { kind: 'ready', value: found };
          }
          await new Promise((resolve) => setTimeout(resolve, rest));
          rest = Math.min(2 * rest, REST_MS);
        } while (isAgain());
        running = false;
      };
      // Read through functions: they change while `read` waits, which the compiler does not see.
      const isEnded = () => ended;
      const isAgain = () => again && !ended;
      this.state = { kind: 'loading' };
      void read();
      const stop = app.onData((patientIds) => {
        if (id === undefined || patientIds === undefined || patientIds.includes(id)) void read();
      });
      return () => {
        ended = true;
        stop();
      };
    });
  }

  get value(): T | undefined {
    return this.state.kind === 'ready' ? this.state.value : undefined;
  }
}
