/** Starts the data worker and speaks to it. The page never touches a database or a key. */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import type { DeviceApi, DeviceEvent } from '../device/api';

export interface DeviceClient {
  api: Remote<DeviceApi>;
  /** Ends the worker at once, and every key that it held with it. Calls under way never answer. */
  end(): void;
}

/** The first one, begun before there is a page to ask for it. */
let begun: DataWorker | undefined;

/** Starts the worker while the page itself is still to be made: the lock screen waits for what it says. */
export function beginDevice(): void {
  begun ??= startWorker();
}

/** `onBroken` is told when the worker could not be loaded or threw outside of a call. */
export function startDevice(onEvent: (event: DeviceEvent) => void, onBroken: () => void): DeviceClient {
  const { worker, broken } = begun ?? startWorker();
  begun = undefined;
  void broken.then(onBroken);
  const api = wrap<DeviceApi>(worker);
  api.subscribe(proxy(onEvent)).catch(onBroken);
  return {
    api,
    end() {
      api[releaseProxy]();
      worker.terminate();
    },
  };
}

interface DataWorker {
  worker: Worker;
  /** Resolves when it could not be loaded, or threw outside of a call. */
  broken: Promise<void>;
}

function startWorker(): DataWorker {
  const worker = new Worker(new URL('../device/worker.ts', import.meta.url), {
    type: 'module',
    name: 'doorstep-data',
  });
  const broken = new Promise<void>((resolve) => {
    worker.addEventListener('error', () => {
      resolve();
    });
  });
  return { worker, broken };
}
