/** A BroadcastChannel within one process. Node's own carries a key to one listener at most, a browser's to all. */
const channels = new Set<FakeChannel>();

export class FakeChannel extends EventTarget {
  constructor(readonly name: string) {
    super();
    channels.add(this);
  }

  postMessage(data: unknown): void {
    for (const channel of [...channels]) {
      if (channel === this || channel.name !== this.name) continue;
      queueMicrotask(() => {
        if (channels.has(channel)) channel.dispatchEvent(new MessageEvent('message', { data }));
      });
    }
  }

  close(): void {
    channels.delete(this);
  }
}
