import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { afterEach, expect, it, vi } from 'vitest';
import { watchChanges, type Watch } from './watch';

PouchDB.plugin(memory);

let watch: Watch | undefined;
afterEach(() => {
  watch?.close();
  vi.useRealTimers();
});

/** What is told, in order. */
function follow(database: PouchDB.Database): string[] {
  const told: string[] = [];
  watch = watchChanges(database, {
    onChange: (id) => told.push(id),
    onGap: () => told.push('gap'),
  });
  return told;
}

const anew = () => new PouchDB(`watched-${Math.random()}`, { adapter: 'memory' });

it('tells of what comes, and that what was remembered before it looked is not sure', async () => {
  const database = anew();
  await database.put({ _id: 'before' });
  const told = follow(database);
  await vi.waitFor(() => {
    expect(told).toEqual(['gap']);
  });
  await database.put({ _id: 'after' });
  await vi.waitFor(() => {
    expect(told).toEqual(['gap', 'after']);
  });
});

it('after the database was away, follows again from a position that it knows', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setTimeout', 'clearTimeout'] });
  const database = anew();
  await database.put({ _id: 'before' });
  const info = vi.spyOn(database, 'info');
  // As PouchDB hands it on from a CouchDB that does not let anybody in.
  info.mockResolvedValueOnce({ error: 'unauthorized' } as never);
  const told = follow(database);
  await vi.waitFor(() => {
    expect(told).toEqual(['gap']);
  });
  await vi.advanceTimersByTimeAsync(2_000);
  await vi.waitFor(() => {
    expect(told).toEqual(['gap', 'gap']);
  });
  await database.put({ _id: 'after' });
  await vi.waitFor(() => {
    expect(told).toEqual(['gap', 'gap', 'after']);
  });
});
