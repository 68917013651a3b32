import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { askServer } from './ask-server';

const session = {
  user: { id: 'u1', name: 'Amara Okafor', role: 'team-lead', teams: [] },
  demo: true,
  until: '2026-11-25T00:00:00Z',
};
const schema = v.object({ count: v.number() });

/** Asks as u1 a server that answers like this, once it has said who is signed in. */
function asking(answer: () => Promise<Response>, signedIn: object = session) {
  const ask = (address: RequestInfo | URL) =>
    address === '/api/session' ? Promise.resolve(Response.json(signedIn)) : answer();
  return askServer('/api/some', { userId: 'u1', body: {}, schema }, ask);
}
const answering = (body: string, status: number) => () => Promise.resolve(new Response(body, { status }));

describe('askServer', () => {
  it('gives what was agreed', async () => {
    expect(await asking(answering('{"count":2}', 200))).toEqual({ kind: 'answered', value: { count: 2 } });
  });

  it('tells offline, signed out, refused and what is not our server from each other', async () => {
    expect(await asking(() => Promise.reject(new TypeError('no network')))).toEqual({ kind: 'offline' });
    expect(await asking(answering('{}', 401))).toEqual({ kind: 'signed-out' });
    const refused = answering('{"message":"Your role does not allow this."}', 403);
    expect(await asking(refused)).toEqual({ kind: 'refused', words: 'Your role does not allow this.' });
    for (const [body, status] of [
      ['{"message":"x"}', 500],
      ['<html>', 200],
      ['{}', 200],
    ] as const) {
      expect(await asking(answering(body, status))).toEqual({ kind: 'unexpected' });
    }
  });

  it('asks nothing in the name of somebody else who is signed in', async () => {
    const never = () => Promise.reject(new Error('asked'));
    const other = { ...session, user: { ...session.user, id: 'u2' } };
    expect(await asking(never, other)).toEqual({ kind: 'signed-out' });
  });
});
