/** The demo provider as the server uses it. It is loaded and started when it is first asked for: a start without it takes a fifth less. */
import type { RelyingPartyOptions } from '../identity/relying-party';
import { CLIENT_ID, issuerAt, type DemoProviderOptions } from './demo-client';
import type { RunningProvider } from './provider';

export interface DemoProvider {
  /** What the relying party needs to use this provider. */
  client: Required<Pick<RelyingPartyOptions, 'issuer' | 'clientId' | 'client' | 'fetch'>>;
  /** Hands a browser's request on to the provider, and its answer back. */
  forward(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export function makeDemoProvider(options: DemoProviderOptions): DemoProvider {
  let started: Promise<RunningProvider> | undefined;
  // A failure is not remembered: the next who signs in tries again.
  const running = () =>
    (started ??= start(options).catch((cause: unknown) => {
      started = undefined;
      throw cause;
    }));
  return {
    client: {
      issuer: issuerAt(options.origin),
      clientId: CLIENT_ID,
      client: { clientSecret: options.secret },
      fetch: async (address, init) => (await running()).fetch(address, init),
    },
    forward: async (request) => (await running()).forward(request),
    close: async () => {
      await (await started)?.close();
    },
  };
}

async function start(options: DemoProviderOptions): Promise<RunningProvider> {
  const { startProvider } = await import('./provider');
  return startProvider(options);
}
