import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { lineOf, ndjson, packOf, patientIdOf } from '../../../../tests/support/device/packs';
import type { Pack } from '../../record/pack';
import type { FoundPack } from '../packs/pack-store';
import { downloadPacks, type DownloadOutcome, type Want } from './download';

/** A device's packs in memory. */
class Kept {
  readonly packs = new Map<string, Pack>();
  readonly batches: number[] = [];

  readonly find = (patientId: string): Promise<FoundPack> => {
    const pack = this.packs.get(patientId);
    return Promise.resolve(pack ? { kind: 'pack', pack } : { kind: 'none' });
  };

  readonly save = (packs: readonly Pack[]): Promise<void> => {
    this.batches.push(packs.length);
    for (const pack of packs) this.packs.set(pack.patientId, pack);
    return Promise.resolve();
  };
}

type Cut = number | undefined;

/** Answers what is wanted from `current`; each answer may be cut after so many bytes. */
function serverOf(current: readonly Pack[], cuts: Cut[] = []) {
  const asked: Want[] = [];
  const packs = ({ want }: { want: Want }) => {
    asked.push(want);
    const lines = want.map(({ patientId, since }) => {
      const pack = current.find((pack) => pack.patientId === patientId);
      if (!pack) return { patientId, gone: true };
      const line = lineOf(pack);
      return since === undefined ? line : { ...line, since, changed: line.changed.slice(1) };
    });
    const bytes = new TextEncoder().encode(ndjson(lines));
    const stream = { body: streamOf(bytes, cuts.shift()), packed: false };
    return Promise.resolve({ kind: 'stream' as const, ...stream });
  };
  return { packs, asked };
}

function streamOf(bytes: Uint8Array<ArrayBuffer>, cut: Cut): ReadableStream<Uint8Array<ArrayBuffer>> {
  const end = Math.min(bytes.length, cut ?? Infinity);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      // In pieces that respect neither lines nor characters.
      const piece = bytes.slice(at, Math.min(at + 37, end));
      at += piece.length;
      if (piece.length > 0) controller.enqueue(piece);
      else if (cut === undefined) controller.close();
      else controller.error(new TypeError('network error'));
    },
  });
}

const wantOf = (packs: readonly Pack[]): Want => packs.map(({ patientId }) => ({ patientId }));

async function download(want: Want, server: ReturnType<typeof serverOf>, kept = new Kept()) {
  const told: string[] = [];
  const outcome: DownloadOutcome = await downloadPacks(want, {
    server,
    packs: kept,
    hasRoom: () => Promise.resolve(true),
    signal: new AbortController().signal,
    onProgress: (patientIds) => told.push(...patientIds),
  });
  return { outcome, kept, told };
}

describe('downloadPacks', () => {
  const many = Array.from({ length: 100 }, (_, n) => packOf(n));

  it('keeps every pack, the first twenty soon, and tells of each', async () => {
    const { outcome, kept, told } = await download(wantOf(many), serverOf(many));
    expect(outcome).toEqual({ kind: 'complete', failed: 0 });
    expect([...kept.packs.values()]).toEqual(many);
    expect(told).toEqual(many.map((pack) => pack.patientId));
    expect(kept.batches).toEqual([20, 60, 20]);
  });

  it('ends with all packs wherever the answers are cut, and asks for none of them twice in vain', async () => {
    const some = many.slice(0, 6);
    const length = ndjson(some.map(lineOf)).length;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(length - 1), { maxLength: 8 }), async (cuts) => {
        const server = serverOf(some, [...cuts]);
        let result = await download(wantOf(some), server);
        // Cut too often with nothing gained, it gives up; the next round goes on from what is held.
        while (result.outcome.kind === 'cut') {
          const open = some.filter((pack) => !result.kept.packs.has(pack.patientId));
          result = await download(wantOf(open), server, result.kept);
        }
        expect(result.outcome).toEqual({ kind: 'complete', failed: 0 });
        expect(new Set(result.kept.packs.values())).toEqual(new Set(some));
        expect(result.kept.batches.reduce((sum, n) => sum + n, 0)).toBe(some.length);
      }),
      { numRuns: 150 },
    );
  });

  it.each([0, 1, 2])('never passes over a batch that could not be written (%i)', async (nth) => {
    const current = Array.from({ length: 100 }, (_, n) => packOf(n + 1));
    const kept = new Kept();
    const save = (packs: readonly Pack[]) =>
      kept.batches.length === nth ? Promise.reject(new Error('the disk fails')) : kept.save(packs);
    const told: string[] = [];
    const download = downloadPacks(wantOf(current), {
      server: serverOf(current),
      packs: { find: kept.find, save },
      hasRoom: () => Promise.resolve(true),
      signal: new AbortController().signal,
      onProgress: (ids) => told.push(...ids),
    });
    await expect(download).rejects.toThrow('the disk fails');
    expect(told.sort()).toEqual([...kept.packs.keys()].sort());
  });

  it('gives up for now when nothing more is gained', async () => {
    const server = serverOf(many, [10, 10, 10, 10]);
    expect((await download(wantOf(many), server)).outcome).toEqual({ kind: 'cut' });
    expect(server.asked).toHaveLength(3);
  });

  it('lays a change over what is held', async () => {
    const kept = new Kept();
    await kept.save([packOf(1)]);
    const next = packOf(1, '2.b');
    const current = { ...next, resources: [...packOf(1).resources, ...next.resources.slice(1)] };
    const want = [{ patientId: current.patientId, since: '1.a' }];
    const server = serverOf([current]);
    const lines = await download(want, server, kept);
    expect(lines.outcome).toEqual({ kind: 'complete', failed: 0 });
    expect(new Set(kept.packs.get(current.patientId)?.resources)).toEqual(new Set(current.resources));
    expect(server.asked).toHaveLength(1);
  });

  it('asks for the whole pack when a change does not fit', async () => {
    const kept = new Kept();
    await kept.save([{ ...packOf(1), resources: [] }]);
    const current = packOf(1, '2.b');
    const server = serverOf([current]);
    const { outcome } = await download([{ patientId: current.patientId, since: '1.a' }], server, kept);
    expect(outcome).toEqual({ kind: 'complete', failed: 0 });
    expect(server.asked).toEqual([
      [{ patientId: current.patientId, since: '1.a' }],
      [{ patientId: current.patientId }],
    ]);
    expect(kept.packs.get(current.patientId)).toEqual(current);
  });

  it('asks by name for whoever is missing in what was asked for before', async () => {
    const [one, two] = [packOf(1), packOf(2)];
    const server = serverOf([one, two]);
    let isFirst = true;
    const packs = async (request: { want: Want }) => {
      const ahead = isFirst;
      isFirst = false;
      return ahead
        ? { ...(await serverOf([one]).packs({ want: wantOf([one]) })), ahead }
        : server.packs(request);
    };
    const { outcome, kept } = await download(wantOf([one, two]), { packs, asked: [] });
    expect(outcome).toEqual({ kind: 'complete', failed: 0 });
    expect(kept.packs.size).toBe(2);
    expect(server.asked).toEqual([wantOf([two])]);
  });

  it('counts a whole pack that is not whole as failed, and does not keep it', async () => {
    const line = { ...lineOf(packOf(1)), count: 3 };
    const kept = new Kept();
    const body = () => streamOf(new TextEncoder().encode(ndjson([line])), undefined);
    const packs = () => Promise.resolve({ kind: 'stream' as const, body: body(), packed: false });
    const server = { asked: [], packs };
    expect((await download(wantOf([packOf(1)]), server, kept)).outcome).toEqual({
      kind: 'complete',
      failed: 1,
    });
    expect(kept.packs.size).toBe(0);
  });

  it('keeps what has come when nothing more comes for a while', async () => {
    const kept = new Kept();
    const line = `${JSON.stringify(lineOf(packOf(1)))}\n`;
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(line));
      },
    });
    const server = { packs: () => Promise.resolve({ kind: 'stream' as const, body: silent, packed: false }) };
    const ended = new AbortController();
    void downloadPacks(wantOf([packOf(1), packOf(2)]), {
      ...{ server, packs: kept, signal: ended.signal },
      hasRoom: () => Promise.resolve(true),
      onProgress: () => undefined,
    });
    await vi.waitFor(
      () => {
        expect([...kept.packs.keys()]).toEqual([patientIdOf(1)]);
      },
      { timeout: 10_000 },
    );
    ended.abort();
  });

  it('writes nothing into the room that is kept for what is written here', async () => {
    const kept = new Kept();
    let rooms = 2;
    const outcome = await downloadPacks(wantOf(many), {
      ...{ server: serverOf(many), packs: kept, signal: new AbortController().signal },
      // Room to begin with and for one batch.
      hasRoom: () => Promise.resolve((rooms -= 1) >= 0),
      onProgress: () => undefined,
    });
    expect(outcome).toEqual({ kind: 'no-room' });
    expect(kept.batches).toEqual([20]);
  });

  it('never keeps a patient that nobody asked for', async () => {
    const body = () => streamOf(new TextEncoder().encode(ndjson([lineOf(packOf(7))])), undefined);
    const packs = () => Promise.resolve({ kind: 'stream' as const, body: body(), packed: false });
    const server = { asked: [], packs };
    const { outcome, kept } = await download(wantOf([packOf(1)]), server);
    expect(outcome).toEqual({ kind: 'complete', failed: 1 });
    expect(kept.packs.size).toBe(0);
  });

  it('passes over a patient who has gone, and lets the caseload say so', async () => {
    const { outcome, kept } = await download([{ patientId: patientIdOf(99) }], serverOf([]));
    expect(outcome).toEqual({ kind: 'complete', failed: 0 });
    expect(kept.packs.size).toBe(0);
  });
});
