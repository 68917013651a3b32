/** The offline shell: the app's own files, kept a version at a time. Never an answer about a patient. */
import { build, files, prerendered, version } from '$service-worker';

const PREFIX = 'shell-';
const CACHE = `${PREFIX}${version}`;
const SHELL = '/';

/** How a built script names another beside it. */
const PART = /\b(?:from|import)\s*\(?\s*["'`](\.\.?\/[\w./-]+\.js)["'`]/g;

/** Addresses that belong to the server, even when the browser navigates to them. */
const SERVER_PATHS = /^\/(?:api|journals|health|sign-in|demo-sign-in|privacy|admin)(?:\/|$)/;

/** Of those, where one goes from the app itself, and comes back to by “Back”. */
const SIGN_IN = /^\/(?:sign-in|demo-sign-in)(?:\/|$)/;

/** Fetches every file of this version. Rejects when one is missing: half a version is never installed. */
export async function keepShell(): Promise<Cache> {
  const cache = await caches.open(CACHE);
  const wanted = [...new Set([...build, ...files, ...prerendered, SHELL])];
  await keep(cache, wanted);
  // SvelteKit lists the worker, and not the parts that it loads later: those stand in the worker itself.
  let parts = await partsOf(
    cache,
    build.filter((address) => address.includes('/workers/')),
  );
  while (parts.length > 0) {
    await keep(cache, parts);
    parts = await partsOf(cache, parts);
  }
  return cache;
}

/**
 * What the browser may answer from the shell by itself. To start this worker, and to have it answer for each file, is what a
 * tablet that is switched on would wait for before anything else; where a browser can't do without, `fromShell` does the same.
 */
export async function routesOf(cache: Cache): Promise<Route[]> {
  const kept = await cache.keys();
  return kept.map(({ url }) => ({
    condition: { urlPattern: new URLPattern({ ...partsOfAddress(url), search: '' }), requestMethod: 'get' },
    source: { cacheName: CACHE },
  }));
}

/** See https://w3c.github.io/ServiceWorker/#dictdef-routerrule; not in TypeScript's library. */
export interface Route {
  condition: { urlPattern: URLPattern; requestMethod: string };
  source: { cacheName: string };
}

function partsOfAddress(url: string) {
  const { protocol, hostname, port, pathname } = new URL(url);
  return { protocol, hostname, port, pathname };
}

async function keep(cache: Cache, addresses: readonly string[]): Promise<void> {
  await cache.addAll(addresses.map((address) => new Request(address, { cache: 'no-cache' })));
}

/** Scripts that these scripts name and that are not kept yet. */
async function partsOf(cache: Cache, scripts: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const script of scripts) {
    const text = await (await cache.match(script))?.text();
    for (const [, name = ''] of text?.matchAll(PART) ?? []) {
      const { pathname } = new URL(name, new URL(script, location.origin));
      if (!(await cache.match(pathname))) found.add(pathname);
    }
  }
  return [...found];
}

/**
 * Drops the versions before the last one. The last is kept, since a tab that still runs it may load another of its files.
 */
export async function dropOldShells(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

/** The answer from the shell, for a request that it may answer; undefined: let it go to the network. */
export function fromShell(request: Request): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return undefined;
  if (request.mode === 'navigate' && SIGN_IN.test(pathname)) return orHome(request);
  if (SERVER_PATHS.test(pathname)) return undefined;
  return find(request.mode === 'navigate' ? SHELL : pathname, request);
}

/** Without a network the app says so itself, instead of the browser: from there one can go on. */
function orHome(request: Request): Promise<Response> {
  return fetch(request).catch(() => Response.redirect(SHELL));
}

async function find(address: string, request: Request): Promise<Response> {
  const own = await (await caches.open(CACHE)).match(address, { ignoreVary: true });
  if (own) return own;
  const earlier = await caches.match(address, { ignoreVary: true });
  return earlier ?? fetch(request);
}
