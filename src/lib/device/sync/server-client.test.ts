import { describe, expect, it, vi } from 'vitest';
import { caseloadOf, ndjson, packedLines } from '../../../../tests/support/device/packs';
import { PACKED_LINES } from '../../record/packed-lines';
import { ServerClient } from './server-client';

const NOW = Date.parse('2026-11-22T08:00:00Z');

function client(answer: () => Response | Promise<Response>, now = () => NOW) {
  const asked: { address: string; options: RequestInit }[] = [];
  const server = new ServerClient((address, options) => {
    asked.push({ address, options });
    return Promise.resolve().then(answer);
  }, now);
  return { server, asked };
}

const html = (status = 200) =>
  new Response('<h1>Welcome to Guest Wi-Fi</h1>', { status, headers: { 'content-type': 'text/html' } });

describe('asked ahead', () => {
  const answers = () => Response.json(caseloadOf([]));

  it('is taken once, by whoever asks first', async () => {
    const { server, asked } = client(answers);
    server.askAhead('one');
    expect(asked.map(({ address }) => address)).toEqual(['/api/lease', '/api/caseload', '/api/packs']);
    expect(asked.map(({ options }) => new Headers(options.headers).get('x-doorstep-device'))).toEqual([
      'one',
      'one',
      'one',
    ]);
    server.actAs('one');
    expect((await server.caseload(undefined)).kind).toBe('caseload');
    expect((await server.lease()).kind).toBe('lease');
    expect(asked).toHaveLength(3);
    await server.caseload(undefined);
    await server.lease();
    expect(asked).toHaveLength(5);
  });

  it('is not for whoever knows a caseload', async () => {
    const { server, asked } = client(answers);
    server.askAhead('one');
    await server.caseload('"1"');
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['another enrolment', 'two'],
    ['nobody', undefined],
  ])('is nothing for %s, nor for the same one afterwards', async (_, credential) => {
    const { server, asked } = client(answers);
    server.askAhead('one');
    server.actAs(credential);
    server.actAs('one');
    await server.caseload(undefined);
    await server.lease();
    expect(asked).toHaveLength(5);
  });

  it('does not become old', async () => {
    let now = NOW;
    const { server, asked } = client(answers, () => now);
    server.askAhead('one');
    now += 20_001;
    await server.caseload(undefined);
    expect(asked).toHaveLength(4);
  });

  describe('the packs of the whole caseload', () => {
    const stream = () => new Response(packedLines([]), { headers: { 'content-type': PACKED_LINES } });
    const whole = { want: [{ patientId: 'p1' }] };
    const signal = new AbortController().signal;
    const isAborted = (asked: ReturnType<typeof client>['asked']) => asked[2]?.options.signal?.aborted;

    it('are for whoever holds none of those that are wanted', async () => {
      const { server, asked } = client(stream);
      server.askAhead('one');
      const since = { want: [{ patientId: 'p1', since: '1.a' }] };
      expect(await server.packs(since, signal)).not.toHaveProperty('ahead');
      expect(await server.packs(whole, signal)).toMatchObject({ kind: 'stream', ahead: true });
      expect(asked.slice(2).map(({ options }) => options.method)).toEqual([undefined, 'POST']);
      expect(await server.packs(whole, signal)).not.toHaveProperty('ahead');
      server.actAs(undefined);
      expect(isAborted(asked)).toBe(false);
    });

    it('are given up when nobody takes them', async () => {
      vi.useFakeTimers();
      const { server, asked } = client(stream);
      server.askAhead('one');
      server.actAs(undefined);
      expect(isAborted(asked)).toBe(true);
      const other = client(stream);
      other.server.askAhead('one');
      await vi.advanceTimersByTimeAsync(20_000);
      expect(isAborted(other.asked)).toBe(true);
      vi.useRealTimers();
    });

    it('are given up with whoever took them', async () => {
      const { server, asked } = client(stream);
      server.askAhead('one');
      const ended = new AbortController();
      await server.packs(whole, ended.signal);
      ended.abort();
      expect(isAborted(asked)).toBe(true);
    });

    it('are asked for by name when they did not come', async () => {
      const { server, asked } = client(() =>
        asked.length > 3 ? stream() : Response.json({}, { status: 405 }),
      );
      server.askAhead('one');
      expect((await server.packs(whole, signal)).kind).toBe('stream');
      expect(asked[3]?.options.body).toBe(JSON.stringify(whole));
    });
  });
});

describe('what goes wrong on the way', () => {
  it.each([
    ['a connection that fails', () => Promise.reject(new TypeError('failed')), { kind: 'offline' }],
    ['a sign-in that is over', () => Response.json({}, { status: 401 }), { kind: 'signed-out' }],
    ['HTML with 200', () => html(), { kind: 'captive-portal' }],
    ['a network that asks for a sign-in', () => html(511), { kind: 'captive-portal' }],
    ['a server in trouble', () => html(502), { kind: 'server-error', status: 502 }],
    [
      'JSON that is cut',
      () => new Response('{"rows": [', { headers: { 'content-type': 'application/json' } }),
      { kind: 'server-error', status: 200 },
    ],
    [
      'an empty answer that calls itself JSON',
      () => new Response('', { headers: { 'content-type': 'application/json' } }),
      { kind: 'server-error', status: 200 },
    ],
    ['an empty answer', () => new Response(''), { kind: 'captive-portal' }],
    ['JSON of something else', () => Response.json({ hello: 1 }), { kind: 'server-error', status: 200 }],
  ])('%s is a value, on every road', async (_, answer, failure) => {
    const { server } = client(answer);
    expect(await server.caseload(undefined)).toEqual(failure);
    expect(await server.session()).toEqual(failure);
    const vaultKey = { kid: 'k', kty: 'EC' as const, crv: 'P-256' as const, x: 'x', y: 'y' };
    expect(await server.register({ deviceId: 'd', vaultKey, appVersion: '1' })).toEqual(failure);
  });

  it('does not follow anybody who redirects', async () => {
    const { server, asked } = client(() => html());
    await server.caseload(undefined);
    expect(asked[0]?.options.redirect).toBe('error');
  });

  it('takes packs only as lines of JSON', async () => {
    const { signal } = new AbortController();
    expect(await client(() => html()).server.packs({ want: [] }, signal)).toEqual({ kind: 'captive-portal' });
    const lines = () => new Response(ndjson([]), { headers: { 'content-type': 'application/x-ndjson' } });
    expect(await client(lines).server.packs({ want: [] }, signal)).toMatchObject({
      kind: 'stream',
      packed: false,
    });
    const packed = () => new Response(packedLines([]), { headers: { 'content-type': PACKED_LINES } });
    expect(await client(packed).server.packs({ want: [] }, signal)).toMatchObject({
      kind: 'stream',
      packed: true,
    });
  });

  it('asks for whole packs compressed one by one, but not over a slow line', async () => {
    const { signal } = new AbortController();
    const lines = () => new Response(ndjson([]), { headers: { 'content-type': 'application/x-ndjson' } });
    const accepted = async (since: string | undefined, tripMs: number) => {
      const { server, asked } = client(lines);
      const timing = { initiatorType: 'fetch', requestStart: 1, responseStart: 1 + tripMs };
      const timings = vi.spyOn(performance, 'getEntriesByType').mockReturnValue([timing as never]);
      await server.packs({ want: [{ patientId: 'p', ...(since === undefined ? {} : { since }) }] }, signal);
      timings.mockRestore();
      return new Headers(asked[0]?.options.headers).get('accept');
    };
    expect(await accepted(undefined, 30)).toBe(PACKED_LINES);
    expect(await accepted(undefined, 400)).toBeNull();
    expect(await accepted('1.a', 30)).toBeNull();
  });
});

describe('the caseload', () => {
  it('comes with its tag, and is asked for by it', async () => {
    const caseload = caseloadOf([[1, '1.a']]);
    const { server, asked } = client(() => Response.json(caseload, { headers: { etag: '"t"' } }));
    expect(await server.caseload('"old"')).toMatchObject({ kind: 'caseload', caseload, etag: '"t"' });
    expect(Object.fromEntries(new Headers(asked[0]?.options.headers))).toEqual({
      'if-none-match': '"old"',
      'a-im': 'versions',
    });
  });

  it('may be the one that is held', async () => {
    const headers = { date: 'Sun, 22 Nov 2026 08:00:00 GMT' };
    const { server } = client(() => new Response(null, { status: 304, headers }));
    expect(await server.caseload('"t"')).toEqual({
      kind: 'unchanged',
      asOf: '2026-11-22T08:00:00.000Z',
      offsetMs: 0,
    });
  });

  it('may be told as what changed', async () => {
    const change = { asOf: '2026-11-22T08:00:01.000Z', versions: { p1: '2.b' }, digest: 'd' };
    const { server } = client(() => Response.json(change, { status: 226, headers: { etag: '"u"' } }));
    expect(await server.caseload('"t"')).toEqual({ kind: 'change', change, etag: '"u"', offsetMs: 1_000 });
  });

  it('tells the clock’s offset, from the header or from the body', async () => {
    const headers = { date: 'Mon, 23 Nov 2026 08:00:00 GMT' };
    const caseload = { ...caseloadOf([]), asOf: '2026-11-22T07:59:00.000Z' };
    const unchanged = client(() => new Response(null, { status: 304, headers }));
    expect(await unchanged.server.caseload('"t"')).toMatchObject({ offsetMs: 86_400_000 });
    const changed = client(() => Response.json(caseload));
    expect(await changed.server.caseload('"t"')).toMatchObject({ offsetMs: -60_000 });
  });
});

it('packs have to begin to come within a while, and may then take their time', async () => {
  vi.useFakeTimers();
  const ask = (_: string, { signal }: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  const packs = new ServerClient(ask).packs({ want: [] }, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await packs).toEqual({ kind: 'offline' });

  const begun = client(() => new Response('', { headers: { 'content-type': 'application/x-ndjson' } }));
  await begun.server.packs({ want: [] }, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(begun.asked[0]?.options.signal?.aborted).toBe(false);
  vi.useRealTimers();
});
