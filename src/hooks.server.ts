/** Where the server begins and ends, and what every request passes: same origin, who is signed in, how often they ask. */
import { randomUUID } from 'node:crypto';
import { json, text, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { building, dev, version } from '$app/environment';
import { readConfig } from '$lib/server/config';
import { describeUser, inOrder } from '$lib/server/demo/demo-users';
import { noteRefusal } from '$lib/server/audit/note-refusal';
import { reportOf } from '$lib/server/http/error-report';
import { reportUncaught } from '$lib/server/http/last-words';
import { limitsFor } from '$lib/server/http/limits';
import { mayChange } from '$lib/server/http/same-origin';
import { sendSecurityHeaders } from '$lib/server/http/security-headers';
import { DEMO_BANNER } from '$lib/server/identity/page';
import { findSignedIn } from '$lib/server/identity/signed-in';
import { DEVICE_PATHS, enrolmentOf } from '$lib/server/journals/enrolment';
import { openServer, type Server } from '$lib/server/server';

/** Kept across the reloads of `vite dev`, which would otherwise find the store locked by its own past. */
const kept = globalThis as typeof globalThis & { doorstepServer?: Server };

export const init: ServerInit = async () => {
  if (building || kept.doorstepServer) return;
  const config = readConfig(process.env);
  sendSecurityHeaders(config.origin);
  // While the program is being changed, what it made before says nothing.
  const server = await openServer(config, dev ? undefined : version);
  kept.doorstepServer = server;
  if (server.identity.demo) await listDemoUsers(server);
  if (dev) return; // Vite ends itself
  reportUncaught();
  closeWithProcess(server);
};

async function listDemoUsers(server: Server): Promise<void> {
  console.log('Demo users (no password, invented patients):');
  const now = new Date();
  const users = inOrder(await server.organisation.users(), now);
  for (const user of users) console.log(`  ${user.name}: ${describeUser(user, now)}`);
}

function closeWithProcess(server: Server): void {
  // Pages that listen for news hold connections open; letting go of those at once lets the server end at once.
  const letGo = () => {
    server.news.close();
  };
  process.once('SIGINT', letGo).once('SIGTERM', letGo);
  process.once('sveltekit:shutdown', () => {
    server.close().catch((cause: unknown) => {
      console.error('The server did not close cleanly:', reportOf(cause));
      process.exitCode = 1;
    });
  });
}

const openedServer: Handle = ({ event, resolve }) => {
  if (building) return resolve(event);
  if (!kept.doorstepServer) return text('The server is not ready.', { status: 503 });
  event.locals.server = kept.doorstepServer;
  return resolve(event);
};

const sameOrigin: Handle = ({ event, resolve }) => {
  if (building || mayChange(event.request, event.locals.server.config.origin)) return resolve(event);
  return json({ message: 'This request came from another site.' }, { status: 403 });
};

/** A lost device gets the order to wipe itself, whoever holds it and is signed in. */
const knownDevice: Handle = async ({ event, resolve }) => {
  if (building) return resolve(event);
  const enrolled = await enrolmentOf(event.request, event.locals.server.devices);
  if (enrolled.kind === 'unnamed') return resolve(event);
  event.locals.enrolment = enrolled.enrolment;
  if (enrolled.kind === 'lost' && !DEVICE_PATHS.test(event.url.pathname)) {
    return json({ message: 'This device was reported lost.' }, { status: 410 });
  }
  return resolve(event);
};

const signedIn: Handle = async ({ event, resolve }) => {
  if (building) return resolve(event);
  const { enrolment, server } = event.locals;
  const { identity, audit, config } = server;
  const found = await findSignedIn(event.cookies, { identity, audit, origin: config.origin });
  // On a shared tablet somebody else may be signed in than the one whose vault is open.
  if (found && (enrolment === undefined || enrolment.userId === found.user.id)) {
    event.locals.user = found.user;
    event.locals.sessionUntil = found.until;
  }
  return resolve(event);
};

const withinLimits: Handle = async ({ event, resolve }) => {
  if (building) return resolve(event);
  const { request, url, locals } = event;
  // A locked tablet carries its journal in the name of the vault that wrote it.
  const userId = locals.user?.id ?? locals.enrolment?.userId;
  const who = { address: event.getClientAddress(), userId };
  for (const { limit, key } of limitsFor({ method: request.method, path: url.pathname }, who)) {
    if (await locals.server.limits.take(limit, key)) continue;
    const headers = { 'retry-after': String(limit.seconds) };
    return json({ message: 'Too many requests. Wait a while.' }, { status: 429, headers });
  }
  return resolve(event);
};

/** Signing out and clearing one's own browser work for anybody; all else under these needs somebody. */
const NEEDS_SIGN_IN = /^\/(api\/(?!(?:sign-out|clear-storage)$)|journals\/)/;

/** After the limits: whoever guesses is turned away each time, and has to be counted. */
const signInNeeded: Handle = ({ event, resolve }) => {
  const { pathname } = event.url;
  const { user, enrolment } = event.locals;
  const known = user !== undefined || (enrolment !== undefined && DEVICE_PATHS.test(pathname));
  if (building || known || !NEEDS_SIGN_IN.test(pathname)) return resolve(event);
  return json({ message: 'Sign in again.' }, { status: 401 });
};

const refusalsRecorded: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  if (!building) await noteRefusal(event, response.status);
  return response;
};

/** The page of an error is a file (`error.html`), which does not know what server sends it. */
const demoMarked: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  const isErrorPage = response.status >= 400 && response.headers.get('content-type')?.startsWith('text/html');
  if (building || !isErrorPage || !event.locals.server.config.demo) return response;
  const page = (await response.text()).replace('<!--demo-->', DEMO_BANNER);
  const headers = new Headers(response.headers);
  // Of the page as it was: with it the end would be cut off.
  headers.delete('content-length');
  return new Response(page, { status: response.status, headers });
};

export const handle: Handle = sequence(
  openedServer,
  demoMarked,
  refusalsRecorded,
  sameOrigin,
  knownDevice,
  signedIn,
  withinLimits,
  signInNeeded,
);

export const handleError: HandleServerError = ({ error, event, status }) => {
  if (status === 404) return { message: 'Not found.' };
  const reference = randomUUID().slice(0, 8);
  console.error(`Error ${reference}: ${event.request.method} ${event.route.id ?? '?'}: ${reportOf(error)}`);
  return { message: `Something went wrong on the server. Reference ${reference}.` };
};
