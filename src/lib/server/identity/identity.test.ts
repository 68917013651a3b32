import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../config';
import type { ServerKeys } from '../keys';
import type { Store } from '../store/store';
import { Identity } from './identity';

const DEVICE = 'the secret of a tablet';
const ORIGIN = 'http://localhost:4290';
const NURSE = {
  id: 'nurse',
  username: 'ada.nurse',
  name: 'Ada <Nurse>',
  role: 'community-nurse',
  teams: [{ id: 't', name: 'North' }],
};

PouchDB.plugin(memory);
let databases: PouchDB.Database[] = [];
let identity: Identity;
let staff = [NURSE];
/** The library warns at its import and about its defaults; a first start must look calm. */
const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')];

/** A browser as far as signing in goes: it keeps cookies and follows redirects, up to the callback. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async send(address: string, form?: Record<string, string>): Promise<Response> {
    const request = new Request(new URL(address, ORIGIN), {
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    if (!identity.demo) throw new Error('the demo provider should be on');
    const answer = await identity.demo.forward(request);
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }

  /** Follows redirects until a page or the callback. */
  async open(address: string, form?: Record<string, string>): Promise<{ address: string; page: string }> {
    const answer = await this.send(address, form);
    const next = answer.headers.get('location');
    if (next === null) return { address, page: await answer.text() };
    return next.includes('/sign-in/callback') ? { address: next, page: '' } : this.open(next);
  }
}

async function begin(): Promise<{ address: string; cookie: string }> {
  const started = await identity.begin();
  if (started.kind !== 'go') throw new Error('sign-in could not begin', { cause: started.cause });
  return started;
}

async function chooseNurse(): Promise<{ callback: string; cookie: string }> {
  const { address, cookie } = await begin();
  const browser = new Browser();
  const choice = await browser.open(address);
  const back = await browser.open(choice.address, { user: 'nurse' });
  return { callback: back.address, cookie };
}

beforeEach(async () => {
  staff = [NURSE];
  databases = [];
  const store = {
    open: (name: string) => {
      const database = new PouchDB(`identity-${name}-${Math.random()}`, { adapter: 'memory' });
      databases.push(database);
      return Promise.resolve(database);
    },
  } as Pick<Store, 'open'> as Store;
  const keys = { secret: (purpose: string) => Buffer.alloc(32, purpose) } as Pick<
    ServerKeys,
    'secret'
  > as ServerKeys;
  identity = await Identity.open({
    config: readConfig({ ORIGIN }),
    keys,
    store,
    directory: {
      findUser: (id) => Promise.resolve(staff.find((user) => user.id === id)),
      findAccount: (name) => Promise.resolve(staff.find((user) => user.username === name)),
      users: () => Promise.resolve(staff),
    },
  });
});

afterEach(async () => {
  await identity.close();
  for (const database of databases) await database.destroy();
  for (const spy of said) expect(spy).not.toHaveBeenCalled();
});

describe('signing in at the demo provider', () => {
  it('lists the demo users, marked as a demo, with their names made harmless', async () => {
    const { address } = await begin();
    const { page } = await new Browser().open(address);
    expect(page).toContain('DEMO');
    expect(page).toContain('Ada &lt;Nurse&gt;');
    expect(page).not.toContain('<Nurse>');
  });

  it('asks who it is each time, also on a device that somebody signed in on before', async () => {
    const { address } = await begin();
    const browser = new Browser();
    const choice = await browser.open(address);
    await browser.open(choice.address, { user: 'nurse' });
    const again = await browser.open((await begin()).address);
    expect(again.page).toContain('Who are you today?');
  });

  it('ends in a session that finds the user until it is ended', async () => {
    const { callback, cookie } = await chooseNurse();
    const outcome = await identity.finish(new URL(callback), cookie, DEVICE);
    if (outcome.kind !== 'signed-in') throw new Error('not signed in', { cause: outcome });
    expect((await identity.findSignedIn(outcome.tokens.access, DEVICE))?.user).toEqual(NURSE);
    await identity.signOut(outcome.tokens.refresh);
    expect(await identity.findSignedIn(outcome.tokens.access, DEVICE)).toBeUndefined();
  });

  it('a user who has left holds nothing', async () => {
    const { callback, cookie } = await chooseNurse();
    const outcome = await identity.finish(new URL(callback), cookie, DEVICE);
    staff = [];
    if (outcome.kind !== 'signed-in') throw new Error('not signed in', { cause: outcome });
    expect(await identity.findSignedIn(outcome.tokens.access, DEVICE)).toBeUndefined();
  });

  it('keeps no token in the database', async () => {
    const { callback, cookie } = await chooseNurse();
    const outcome = await identity.finish(new URL(callback), cookie, DEVICE);
    if (outcome.kind !== 'signed-in') throw new Error('not signed in', { cause: outcome });
    const all = await Promise.all(databases.map((database) => database.allDocs({ include_docs: true })));
    expect(JSON.stringify(all)).toContain('nurse');
    expect(JSON.stringify(all)).not.toContain(outcome.tokens.refresh);
  });

  it('refuses an answer to another attempt, one with a changed cookie, and one without', async () => {
    const { callback, cookie } = await chooseNurse();
    const other = await begin();
    const answer = new URL(callback);
    expect(await identity.finish(answer, other.cookie, DEVICE)).toMatchObject({
      kind: 'refused',
      reason: 'invalid',
    });
    expect(await identity.finish(answer, `${cookie}x`, DEVICE)).toMatchObject({ reason: 'expired' });
    expect(await identity.finish(answer, undefined, DEVICE)).toMatchObject({ reason: 'expired' });
  });

  it('refuses a code that was used before', async () => {
    const { callback, cookie } = await chooseNurse();
    await identity.finish(new URL(callback), cookie, DEVICE);
    expect(await identity.finish(new URL(callback), cookie, DEVICE)).toMatchObject({
      kind: 'refused',
      reason: 'invalid',
    });
  });

  it('tells someone who goes back and chooses again to start again', async () => {
    const { address } = await begin();
    const browser = new Browser();
    const choice = await browser.open(address);
    await browser.open(choice.address, { user: 'nurse' });
    const late = await browser.send(choice.address, { user: 'nurse' });
    expect(late.status).toBe(400);
    expect(await late.text()).toContain('Start again');
  });

  it('refuses a user id that is not on the list', async () => {
    const { address, cookie } = await begin();
    const browser = new Browser();
    const choice = await browser.open(address);
    const back = await browser.open(choice.address, { user: 'somebody-else' });
    expect(await identity.finish(new URL(back.address), cookie, DEVICE)).toMatchObject({
      kind: 'refused',
      reason: 'denied',
    });
  });
});
