/** The app's own hooks and endpoints, asked in this process: the route files are found, not listed. */
import { isHttpError, isRedirect, json, type RequestEvent, type RequestHandler } from '@sveltejs/kit';
import { handle } from '../../src/hooks.server';
import type { Server } from '../../src/lib/server/server';

type Endpoint = Partial<Record<string, RequestHandler>>;

const files = import.meta.glob<Endpoint>('/src/routes/**/+server.ts', { eager: true });

interface Route {
  /** As in the folder names: `/api/packs`, `/journals/[name]/[...path]`. */
  id: string;
  pattern: RegExp;
  names: string[];
  endpoint: Endpoint;
}

export const ROUTES: readonly Route[] = Object.entries(files).map(([file, endpoint]) => {
  const id = file.slice('/src/routes'.length, -'/+server.ts'.length).replace(/\/\([^)]+\)/g, '');
  const names = [...id.matchAll(/\[(?:\.\.\.)?(\w+)\]/g)].map(([, name = '']) => name);
  const pattern = id.replace(/\/\[\.\.\.\w+\]/g, '(?:/(.*))?').replace(/\[\w+\]/g, '([^/]+)');
  return { id, names, pattern: new RegExp(`^${pattern}/?$`), endpoint };
});

/** Hands the server to the hooks, as their `init` would. */
export function serve(server: Server): void {
  (globalThis as typeof globalThis & { doorstepServer?: Server }).doorstepServer = server;
}

/** One request through hooks and endpoint. `token` is what each cookie says. */
export async function ask(request: Request, token: string | undefined): Promise<Response> {
  const url = new URL(request.url);
  const route = ROUTES.find(({ pattern }) => pattern.test(url.pathname));
  const caught = route?.pattern.exec(url.pathname)?.slice(1) ?? [];
  const params = Object.fromEntries((route?.names ?? []).map((name, i) => [name, caught[i] ?? '']));
  const event = {
    request,
    url,
    params,
    route: { id: route?.id ?? null },
    locals: {},
    cookies: { get: () => token, getAll: () => [], set: nothing, delete: nothing, serialize: () => '' },
    getClientAddress: () => '127.0.0.1',
    setHeaders: nothing,
    fetch,
    isDataRequest: false,
    isSubRequest: false,
  } as unknown as RequestEvent;
  return handle({
    event,
    resolve: async (resolved) => {
      if (!route) return json({ message: 'Not found.' }, { status: 404 });
      const handler = route.endpoint[request.method];
      return handler ? await answerOf(handler, resolved) : new Response(null, { status: 405 });
    },
  });
}

/** As the framework answers for an endpoint that throws: hooks see the answer. */
async function answerOf(handler: RequestHandler, event: RequestEvent): Promise<Response> {
  try {
    return await handler(event);
  } catch (cause) {
    if (isHttpError(cause)) return json(cause.body, { status: cause.status });
    if (isRedirect(cause)) {
      return new Response(null, { status: cause.status, headers: { location: cause.location } });
    }
    throw cause;
  }
}

const nothing = () => undefined;
