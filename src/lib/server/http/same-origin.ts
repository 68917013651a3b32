const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request may change anything: it must come from a page of `origin` itself, so that no other site can act in the name of
 * someone who is signed in. Browsers write both headers themselves; where a page keeps its origin back, the second one tells.
 */
export function mayChange(request: Request, origin: string): boolean {
  if (READS.has(request.method)) return true;
  return request.headers.get('origin') === origin || request.headers.get('sec-fetch-site') === 'same-origin';
}
