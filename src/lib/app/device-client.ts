/** Starts the data worker and speaks to it. The page never touches a database or a key. */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import type { DeviceApi, DeviceEvent } from '../device/api';

export interface DeviceClient {
  api: Remote<DeviceApi>;
  /** Ends the worker at once, and every key that it held with it. Calls under way never answer. */
  end(): void;
}

/** `onBroken` is told when the worker could not be loaded or threw outside of a call. */
export function startDevice(onEvent: (event: DeviceEvent) => void, onBroken: () => void): DeviceClient {
  const worker = new Worker(new URL('../device/worker.ts', import.meta.url), {
    type: 'module',
    name: 'doorstep-data',
  });
  worker.addEventListener('error', onBroken);
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
