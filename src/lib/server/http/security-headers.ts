/** What every answer tells the browser not to do. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a browser does with a page, a script or a picture; data that it hands to a script takes none of it. */
const FOR_DOCUMENTS = {
  'content-security-policy': "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

/** The headers for one request. A page with a content policy of its own replaces the one given here. */
export function securityHeaders(path: string, origin: string): Record<string, string> {
  const transport = origin.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {};
  const all = { 'x-content-type-options': 'nosniff', ...transport };
  // Answers about patients rest on no disk but in the device's own sealed store. They are asked for every minute.
  const isData = /^\/(api|journals)\//.test(path);
  return isData ? { ...all, 'cache-control': 'no-store' } : { ...all, ...FOR_DOCUMENTS };
}

/**
 * Sets them on every answer of this process. Node's own channel reaches those that never pass through hooks: the shell
 * and the assets, which the adapter serves as files. Answers a function that stops it.
 */
export function sendSecurityHeaders(origin: string): () => void {
  const onRequest = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    // HTTP/1.1 keeps connections without being told so in each answer.
    response.removeHeader('connection');
    for (const [name, value] of Object.entries(securityHeaders(request.url ?? '/', origin))) {
      response.setHeader(name, value);
    }
  };
  subscribe('http.server.request.start', onRequest);
  return () => {
    unsubscribe('http.server.request.start', onRequest);
  };
}
