import { describe, expect, it } from 'vitest';
import { findSession } from './session';

const answering =
  (body: string, status = 200) =>
  () =>
    Promise.resolve(new Response(body, { status }));
const session = {
  user: { id: 'u1', name: 'Amara Okafor', role: 'community-nurse', teams: [] },
  demo: true,
  until: '2026-11-25T00:00:00Z',
};

describe('findSession', () => {
  it('knows who is signed in', async () => {
    expect(await findSession(answering(JSON.stringify(session)))).toMatchObject({
      kind: 'signed-in',
      session,
    });
  });

  it('tells signed out, offline and a stranger from each other', async () => {
    expect(await findSession(answering('{}', 401))).toEqual({ kind: 'signed-out' });
    expect(await findSession(answering('', 503))).toEqual({ kind: 'offline' });
    expect(await findSession(() => Promise.reject(new TypeError('no network')))).toEqual({ kind: 'offline' });
    expect(await findSession(answering('<html>Sign in to our Wi-Fi</html>'))).toEqual({ kind: 'unexpected' });
    expect(await findSession(answering('{"user":{}}'))).toEqual({ kind: 'unexpected' });
  });
});
