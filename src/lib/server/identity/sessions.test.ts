import { SignJWT, UnsecuredJWT } from 'jose';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signAccess } from './access-token';
import { Sessions } from './sessions';

PouchDB.plugin(memory);
const ORIGIN = 'https://doorstep.example';
const KEY = { secret: new Uint8Array(32).fill(1), origin: ORIGIN };
const TABLET = 'the secret of one tablet';

let database: PouchDB.Database;
let clock: Date;
let sessions: Sessions;

beforeEach(() => {
  database = new PouchDB(`sessions-${Math.random()}`, { adapter: 'memory' });
  clock = new Date('2026-11-22T07:00:00Z');
  sessions = new Sessions(database, 72, KEY, () => clock);
});
afterEach(() => database.destroy());

const later = (minutes: number) => (clock = new Date(clock.getTime() + minutes * 60_000));

async function refreshed(token: string) {
  const outcome = await sessions.refresh(token, TABLET);
  if (outcome.kind !== 'refreshed') throw new Error(`the session is ${outcome.kind}`);
  return outcome.tokens;
}

describe('a session', () => {
  it('goes on by refreshing, for its hours and not a second longer', async () => {
    let { refresh } = await sessions.begin('nurse', TABLET);
    for (let hour = 1; hour < 72; hour += 1) {
      later(60);
      const tokens = await refreshed(refresh);
      expect(await sessions.find(tokens.access, TABLET)).toEqual({
        userId: 'nurse',
        until: '2026-11-25T07:00:00.000Z',
      });
      ({ refresh } = tokens);
    }
    later(60);
    expect(await sessions.refresh(refresh, TABLET)).toEqual({ kind: 'ended' });
  });

  it('outlives 1,000 lost answers, wherever they fall', async () => {
    let { refresh } = await sessions.begin('nurse', TABLET);
    for (let n = 0; n < 1_000; n += 1) {
      const lost = await refreshed(refresh);
      // Now and then an answer arrives.
      if (n % 7 === 3) ({ refresh } = await refreshed(refresh));
      expect(lost.refresh.split('.')[0]).toBe(refresh.split('.')[0]);
    }
    expect(await sessions.find((await refreshed(refresh)).access, TABLET)).toMatchObject({ userId: 'nurse' });
  });

  it('refreshed by many requests at once has one successor', async () => {
    const { refresh } = await sessions.begin('nurse', TABLET);
    const all = await Promise.all(Array.from({ length: 8 }, () => refreshed(refresh)));
    expect(new Set(all.map((tokens) => tokens.refresh)).size).toBe(1);
  });

  it('is over at once when it is ended, for the access token too, and ending twice is as good as once', async () => {
    const { access, refresh } = await sessions.begin('nurse', TABLET);
    await Promise.all([sessions.end(refresh), sessions.end(refresh)]);
    expect(await sessions.find(access, TABLET)).toBeUndefined();
    expect(await sessions.refresh(refresh, TABLET)).toEqual({ kind: 'ended' });
  });

  it('of one user ends with all of theirs, and no one else’s', async () => {
    const [one, two, other] = [
      await sessions.begin('nurse', TABLET),
      await sessions.begin('nurse', 'another tablet'),
      await sessions.begin('gp', TABLET),
    ];
    expect(await sessions.endAllOf('nurse')).toBe(2);
    expect(await sessions.find(one.access, TABLET)).toBeUndefined();
    expect(await sessions.find(two.access, 'another tablet')).toBeUndefined();
    expect(await sessions.find(other.access, TABLET)).toBeDefined();
  });

  it('is not to be had from the database', async () => {
    const { access, refresh } = await sessions.begin('nurse', TABLET);
    const all = JSON.stringify(await database.allDocs({ include_docs: true }));
    for (const secret of [TABLET, access, refresh, refresh.split('.')[2] ?? ''])
      expect(all).not.toContain(secret);
  });
});

describe('refused is a token', () => {
  it('that has expired', async () => {
    const { access } = await sessions.begin('nurse', TABLET);
    later(9.9);
    expect(await sessions.find(access, TABLET)).toBeDefined();
    later(0.2);
    expect(await sessions.find(access, TABLET)).toBeUndefined();
  });

  it('of the wrong algorithm, or of none', async () => {
    await sessions.begin('nurse', TABLET);
    const { access } = await sessions.begin('nurse', TABLET);
    const [, claims = ''] = access.split('.');
    const payload = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const unsigned = new UnsecuredJWT(payload).encode();
    const other = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS512', typ: 'at+jwt' })
      .sign(new Uint8Array([...KEY.secret, ...KEY.secret]));
    const longer = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS384', typ: 'at+jwt' })
      .sign(KEY.secret);
    const untyped = await new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(KEY.secret);
    for (const token of [unsigned, other, longer, untyped]) {
      expect(await sessions.find(token, TABLET)).toBeUndefined();
    }
  });

  it('for another audience, by another key, or changed', async () => {
    const { access } = await sessions.begin('nurse', TABLET);
    const elsewhere = new Sessions(database, 72, { ...KEY, origin: 'https://other.example' }, () => clock);
    const stranger = new Sessions(database, 72, { ...KEY, secret: new Uint8Array(32) }, () => clock);
    expect(await elsewhere.find(access, TABLET)).toBeUndefined();
    expect(await stranger.find(access, TABLET)).toBeUndefined();
    expect(await sessions.find(`${access}x`, TABLET)).toBeUndefined();
    expect(await sessions.find('guess', TABLET)).toBeUndefined();
  });

  it('stolen to another device: neither of the two is of use there, and its owner goes on', async () => {
    const { access, refresh } = await sessions.begin('nurse', TABLET);
    expect(await sessions.find(access, 'the thief’s')).toBeUndefined();
    expect(await sessions.refresh(refresh, 'the thief’s')).toEqual({ kind: 'stolen', userId: 'nurse' });
    expect(await refreshed(refresh)).toBeDefined();
  });

  it('replayed after its successor was used: whoever copied it gets nothing, and the session ends', async () => {
    const first = await sessions.begin('nurse', TABLET);
    const second = await refreshed(first.refresh);
    const third = await refreshed(second.refresh);
    expect(await sessions.refresh(first.refresh, TABLET)).toEqual({ kind: 'replayed', userId: 'nurse' });
    expect(await sessions.refresh(third.refresh, TABLET)).toEqual({ kind: 'ended' });
    expect(await sessions.find(third.access, TABLET)).toBeUndefined();
  });

  it('of a refresh with another number, or of a session that never was', async () => {
    const { refresh } = await sessions.begin('nurse', TABLET);
    const [id = '', , mac = ''] = refresh.split('.');
    for (const token of [`${id}.2.${mac}`, `${id}.1.${mac}x`, `x.1.${mac}`, '', 'a.b.c']) {
      expect(await sessions.refresh(token, TABLET)).toEqual({ kind: 'ended' });
    }
    const unknown = await signAccess({ userId: 'nurse', sessionId: 'session:x' }, KEY, clock);
    expect(await sessions.find(unknown, TABLET)).toBeUndefined();
  });
});
