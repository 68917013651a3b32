/** What the worker tells the page. */
import type { DeviceEvent } from './api';

export class DeviceEvents {
  readonly #listeners = new Set<(event: DeviceEvent) => void>();

  subscribe(listener: (event: DeviceEvent) => void): void {
    this.#listeners.add(listener);
  }

  emit(event: DeviceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
