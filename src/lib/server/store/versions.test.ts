import { expect, it } from 'vitest';
import type { HeadDoc } from './record-docs';
import type { Database } from './store';
import { Versions } from './versions';

const head = (n: number): HeadDoc => ({ _id: 'p1:!head', n, tag: 'x', history: [`${n}.x`], known: true });

it('keeps nothing that was read before something else was known', async () => {
  let answer = (_: HeadDoc): void => undefined;
  let reads = 0;
  const allDocs = () => {
    reads += 1;
    return new Promise((resolve) => {
      answer = (doc) => {
        resolve({ rows: [{ doc }] });
      };
    });
  };
  const versions = new Versions({ allDocs } as unknown as Database);

  // Another app server commits while the head is on its way from the database.
  const first = versions.of(['p1']);
  versions.forget('p1');
  answer(head(1));
  expect((await first).get('p1')?.version).toBe('1.x');
  const second = versions.of(['p1']);
  expect(reads).toBe(2);

  // This one commits meanwhile: its own version stands.
  versions.set('p1', head(3));
  answer(head(2));
  expect((await second).get('p1')?.version).toBe('3.x');
  expect((await versions.of(['p1'])).get('p1')?.version).toBe('3.x');
  expect(reads).toBe(2);
});

it('loses nobody of whom another app server’s word comes in while others are read', async () => {
  let answer = (): void => undefined;
  const allDocs = () =>
    new Promise((resolve) => {
      answer = () => {
        resolve({ rows: [] });
      };
    });
  const versions = new Versions({ allDocs } as unknown as Database);
  versions.set('p1', head(1));
  const asked = versions.of(['p1', 'p2']);
  versions.forget('p1');
  answer();
  expect([...(await asked).keys()]).toEqual(['p1']);
});
