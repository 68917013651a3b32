import { describe, expect, it } from 'vitest';
import type { Card } from '../record/card';
import type { AppState } from './app-state.svelte';
import { Search } from './search.svelte';

const has = { record: true, carePlan: false, forms: 0, medicines: 0, resources: 1 };
const card = (n: number): Card => ({
  ...{
    patientId: `p${n}`,
    name: `KAUR, Ada ${n}`,
    nameWords: ['kaur', 'ada', `n${n}`],
    birthDate: '1941-03-12',
  },
  ...{ allergies: [], alerts: [], has },
});
const LIST = Array.from({ length: 50 }, (_, n) => card(n));
const app = { now: new Date('2026-11-29T09:00:00Z'), device: {} as AppState['device'] };

describe('the first rows of a search', () => {
  it('are there with the keystroke, with how many there are in all', () => {
    const search = new Search(app, () => LIST);
    search.type('kau');
    expect(search.results?.cards.map(({ patientId }) => patientId)).toEqual(
      LIST.slice(0, 6).map(({ patientId }) => patientId),
    );
    expect(search.results?.total).toBe(50);
    // The device brings twenty: what is offered below them does not change when they come.
    expect(search.more).toBe(20);
    search.type('n7');
    expect(search.results).toEqual({ cards: [LIST[7]], total: 1 });
    expect(search.more).toBe(0);
    search.type('12/3/41');
    expect(search.results?.total).toBe(50);
  });

  it('are none when nothing is asked, and wait for the device while the page has no list itself', () => {
    const search = new Search(app, () => LIST);
    search.type('kau');
    search.type(' ');
    expect(search.results).toBeUndefined();
    const early = new Search(app, () => undefined);
    early.type('kau');
    expect(early.results).toBeUndefined();
  });
});
