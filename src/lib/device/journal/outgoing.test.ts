import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { COMPRESSED, IN_PIECES, MOST_PIECES, PIECE_BYTES } from '../../record/pieces';
import { sendCompressed } from './outgoing';

const ADDRESS = 'http://server.test/journals/j';
const OPTIONS = { method: 'POST', headers: { accept: 'application/json' } };
/** Of so many bytes when it is compressed, or a few more. */
const bodyOf = (bytes: number) => randomBytes(bytes).toString('base64');
const missing = (places: number[]) =>
  Response.json({ error: 'missing_pieces', missing: places }, { status: 409 });
const taken = () => Response.json({ ok: true }, { status: 201 });

interface Asked {
  url: string;
  coding: string | null;
  body: BodyInit | null | undefined;
}

/** `answer` is asked for each request; the requests stand in `asked`. */
function serverThat(answer: (asked: Asked) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const ask: typeof fetch = async (input, options) => {
    const coding = new Headers(options?.headers).get('content-encoding');
    const one = { url: (input as string).slice(ADDRESS.length), coding, body: options?.body };
    asked.push(one);
    return answer(one);
  };
  const send = (body: string) =>
    sendCompressed(`${ADDRESS}/_bulk_docs`, { ...OPTIONS, body }, body, { ask, address: ADDRESS });
  return { asked, send };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a body that goes up', () => {
  it('is sent as it is when it is short, and compressed when it is not', async () => {
    const { asked, send } = serverThat(taken);
    await send('{}');
    const long = bodyOf(2_000);
    await send(long);
    expect(asked.map(({ coding }) => coding)).toEqual([null, COMPRESSED]);
    expect(asked[0]?.body).toBe('{}');
    expect(gunzipSync(asked[1]?.body as Uint8Array).toString()).toBe(long);
  });

  it('is named, completed with what is missing, and named again', async () => {
    let named = 0;
    const { asked, send } = serverThat(({ url }) => {
      if (url !== '/_bulk_docs') return taken();
      named += 1;
      return named === 1 ? missing([1]) : taken();
    });
    expect((await send(bodyOf(2 * PIECE_BYTES))).status).toBe(201);
    expect(asked.map(({ url }) => url)).toEqual(['/_bulk_docs', '/_pieces/1', '/_bulk_docs']);
    expect(asked[0]?.coding).toBe(IN_PIECES);
    expect(asked[1]?.body).toHaveLength(PIECE_BYTES);
  });

  it('is sent once more and no more: what is missing even then is for the next round', async () => {
    const { asked, send } = serverThat(({ url }) => (url === '/_bulk_docs' ? missing([0]) : taken()));
    expect((await send(bodyOf(2 * PIECE_BYTES))).status).toBe(409);
    expect(asked).toHaveLength(3);
  });

  it('goes whole when the server has no room for so many pieces', async () => {
    const { asked, send } = serverThat(taken);
    const long = bodyOf(PIECE_BYTES * (MOST_PIECES + 1));
    await send(long);
    expect(asked.map(({ coding, body }) => [coding, body === long])).toEqual([[null, true]]);
  });

  it('goes a piece at a time over a slow line, and more at a time over a fast one', async () => {
    const most = async (ms: number) => {
      let [now, underWay, most] = [0, 0, 0];
      vi.spyOn(performance, 'now').mockImplementation(() => now);
      const { send } = serverThat(async ({ url }) => {
        if (url === '/_bulk_docs')
          return underWay === 0 && most === 0 ? missing([...Array(16).keys()]) : taken();
        underWay += 1;
        most = Math.max(most, underWay);
        await Promise.resolve();
        underWay -= 1;
        now += ms;
        return taken();
      });
      await send(bodyOf(15.5 * PIECE_BYTES));
      return most;
    };
    expect(await most(800)).toBe(1);
    expect(await most(1)).toBe(8);
  });

  it('stops at the first piece that does not get through, and ends when none is under way any more', async () => {
    let others: (response: Response) => void = () => undefined;
    const { asked, send } = serverThat(({ url }) => {
      if (url === '/_bulk_docs') return missing([0, 1, 2, 3, 4, 5]);
      if (url === '/_pieces/1') return Promise.reject(new TypeError('cut'));
      return url === '/_pieces/2' ? new Promise((resolve) => (others = resolve)) : taken();
    });
    const ended = vi.fn();
    const sent = send(bodyOf(5.5 * PIECE_BYTES)).finally(ended);
    sent.catch(() => undefined);
    await vi.waitFor(() => {
      expect(asked.map(({ url }) => url)).toContain('/_pieces/2');
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).not.toHaveBeenCalled();
    others(taken());
    await expect(sent).rejects.toThrow('cut');
    expect(asked.map(({ url }) => url)).not.toContain('/_pieces/3');
  });

  it('ends with what the server says to a piece', async () => {
    const { asked, send } = serverThat(({ url }) =>
      url === '/_bulk_docs' ? missing([0, 1]) : Response.json({}, { status: 401 }),
    );
    expect((await send(bodyOf(1.5 * PIECE_BYTES))).status).toBe(401);
    expect(asked).toHaveLength(2);
  });
});
