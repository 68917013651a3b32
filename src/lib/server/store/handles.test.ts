import { describe, expect, it } from 'vitest';
import { Handles } from './handles';
import type { Database } from './store';

/** Databases that complain when they are opened twice, or used when closed. */
function fakes() {
  const open = new Set<string>();
  let opened = 0;
  const openOne = (name: string): Promise<Database> => {
    if (open.has(name)) return Promise.reject(new Error(`${name} is locked`));
    open.add(name);
    opened += 1;
    const close = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      open.delete(name);
    };
    return Promise.resolve({ name, close } as unknown as Database);
  };
  return { openOne, open, count: () => opened };
}
const nothing = () => Promise.resolve();

describe('Handles', () => {
  it('opens a database once for all who use it', async () => {
    const { openOne, open, count } = fakes();
    const handles = new Handles(openOne);
    await Promise.all([handles.use('a', nothing), handles.use('a', nothing), handles.use('b', nothing)]);
    expect(count()).toBe(2);
    await handles.close();
    expect(open.size).toBe(0);
    await expect(handles.use('a', nothing)).rejects.toThrow('closed');
  });

  it('closes those used longest ago, never one in use, and waits for a closing one', async () => {
    const { openOne, open } = fakes();
    const handles = new Handles(openOne, 1);
    let finish = (): void => undefined;
    const busy = handles.use('a', () => new Promise<void>((resolve) => (finish = resolve)));
    await handles.use('b', nothing);
    expect([...open]).toEqual(['a']);
    // Opened again while it is being closed: no two openings at once.
    await Promise.all([handles.use('b', nothing), handles.use('b', nothing), handles.use('c', nothing)]);
    finish();
    await busy;
    await handles.use('c', nothing);
    expect(open.size).toBe(1);
    await handles.close();
  });

  it('tries again after a failed opening, and passes on what a job throws', async () => {
    const { openOne } = fakes();
    let fails = true;
    const handles = new Handles((name) => (fails ? Promise.reject(new Error('no')) : openOne(name)));
    await expect(handles.use('a', nothing)).rejects.toThrow('no');
    fails = false;
    await expect(handles.use('a', () => Promise.reject(new Error('job')))).rejects.toThrow('job');
    await handles.close();
  });
});
