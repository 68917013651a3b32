/** The Cache API in memory, as far as a data worker asks of it. */
const ORIGIN = 'http://device.test';

export class MemoryCaches {
  readonly #caches = new Map<string, MemoryCache>();

  open(name: string): Promise<MemoryCache> {
    const cache = this.#caches.get(name) ?? new MemoryCache();
    this.#caches.set(name, cache);
    return Promise.resolve(cache);
  }

  keys(): Promise<string[]> {
    return Promise.resolve([...this.#caches.keys()]);
  }

  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.#caches.delete(name));
  }
}

class MemoryCache {
  readonly #answers = new Map<string, ArrayBuffer>();

  keys(): Promise<Request[]> {
    return Promise.resolve([...this.#answers.keys()].map((url) => new Request(url)));
  }

  match(address: string | Request): Promise<Response | undefined> {
    const body = this.#answers.get(urlOf(address));
    return Promise.resolve(body && new Response(body));
  }

  async put(address: string, answer: Response): Promise<void> {
    this.#answers.set(urlOf(address), await answer.arrayBuffer());
  }

  delete(address: string): Promise<boolean> {
    return Promise.resolve(this.#answers.delete(urlOf(address)));
  }
}

function urlOf(address: string | Request): string {
  return address instanceof Request ? address.url : new URL(address, ORIGIN).href;
}
