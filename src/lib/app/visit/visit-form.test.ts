import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEntry, SaveOutcome } from '../../device/api';
import type { ChartView } from '../../record/chart/view';
import { Drafts } from '../drafts.svelte';
import { VisitForm } from './visit-form.svelte';

const plan = {
  resourceType: 'CarePlan',
  id: 'c1',
  activity: [{ id: 'a1', detail: { status: 'in-progress', description: 'Dress' } }],
};
const chart = { spo2Scale: { scale: 1 } } as unknown as ChartView;
const notSaved: SaveOutcome = { kind: 'not-saved', reason: 'disk-full', words: 'The disk is full.' };

let kept: Map<string, string>;
let saved: NewEntry[];
/** The saves from this one on fail; none when absent. */
let failFrom: number;
beforeEach(() => {
  kept = new Map();
  saved = [];
  failFrom = Infinity;
});

async function openForm(view = chart): Promise<VisitForm> {
  const drafts = new Drafts(() => ({
    findDraft: (key) => Promise.resolve(kept.get(key)),
    saveDraft: (key, value) => Promise.resolve(void kept.set(key, value)),
    dropDraft: (key) => Promise.resolve(void kept.delete(key)),
  }));
  const app = {
    drafts,
    now: new Date('2026-11-22T09:00:00Z'),
    saveEntry(entry: NewEntry): Promise<SaveOutcome> {
      if (saved.length >= failFrom) return Promise.resolve(notSaved);
      saved.push(entry);
      return Promise.resolve({ kind: 'saved', entryId: `e${saved.length}` });
    },
  };
  const start = { patientId: 'p1', key: 'visit:p1', visitId: 'v1', reason: 'Insulin' };
  const form = new VisitForm(app, start, () => view);
  await form.open();
  return form;
}

function fill(form: VisitForm): void {
  form.draft.readings = { pulse: '72' };
  form.draft.note = ' Well. ';
  form.changeActivity(plan, '#a1', { status: 'done' });
}
const kinds = () => saved.map((entry) => entry.body.kind);

describe('saving a visit', () => {
  it('makes entries of one visit, in order, and forgets the draft', async () => {
    const form = await openForm();
    fill(form);
    form.keep();
    expect(await form.save()).toMatchObject({
      kind: 'saved',
      summaries: ['Observations', 'Dress: done', 'Note'],
    });
    expect(kinds()).toEqual(['observations', 'care-plan-change', 'note']);
    expect(saved.map((entry) => entry.visit)).toEqual(
      Array(3).fill({ id: 'v1', startedAt: '2026-11-22T09:00:00.000Z', reason: 'Insulin' }),
    );
    expect(form.isEmpty).toBe(true);
    expect(kept.size).toBe(0);
  });

  it('keeps what was not saved, and does not save the rest twice', async () => {
    const form = await openForm();
    fill(form);
    failFrom = 1;
    expect(await form.save()).toEqual({
      kind: 'not-saved',
      reason: 'disk-full',
      summaries: ['Observations'],
      words: 'The disk is full.',
    });
    expect(form.draft.note).toBe(' Well. ');
    failFrom = Infinity;
    expect(await form.save()).toMatchObject({ kind: 'saved', summaries: ['Dress: done', 'Note'] });
    expect(kinds()).toEqual(['observations', 'care-plan-change', 'note']);
  });

  it('names each save: the same again for a draft that came back, another for the same words said once more', async () => {
    const form = await openForm();
    form.draft.note = 'Well.';
    const asKept = JSON.stringify(form.draft);
    await form.save();
    form.draft.note = 'Well.';
    await form.save();
    // The app ended before the draft was taken off the disk.
    kept.set('visit:p1', asKept);
    await (await openForm()).save();
    const [first, second, back] = saved.map(({ attempt }) => attempt);
    expect(first).toMatch(/^[0-9a-f-]{36} note 0$/);
    expect(second).not.toBe(first);
    expect(back).toBe(first);
  });

  it('saves nothing while a reading is impossible or a reason is missing', async () => {
    const form = await openForm();
    form.draft.readings = { pulse: '7o' };
    expect(await form.save()).toEqual({ kind: 'errors' });
    form.draft.readings = {};
    form.changeActivity(plan, '#a1', { status: 'not-done' });
    expect(await form.save()).toEqual({ kind: 'errors' });
    expect(saved).toEqual([]);
  });

  it('asks once about an unusual reading, and again about another one', async () => {
    const form = await openForm();
    form.draft.readings = { pulse: '160' };
    expect(await form.save()).toEqual({ kind: 'doubts' });
    form.draft.readings = { pulse: '161' };
    expect(await form.save()).toEqual({ kind: 'doubts' });
    expect(await form.save()).toMatchObject({ kind: 'saved' });
  });

  it('says so when there is nothing to save', async () => {
    expect(await (await openForm()).save()).toEqual({ kind: 'nothing' });
  });
});

describe('NEWS2 in the entry', () => {
  it('is why there is no score, where there is none', async () => {
    const child = { ...chart, news2Excluded: 'under-16' } as ChartView;
    const form = await openForm(child);
    form.draft.readings = { pulse: '72' };
    await form.save();
    expect(saved[0]?.body).toMatchObject({ news2: { kind: 'not-scored', why: 'under-16' } });
    expect(form.score).toBeUndefined();
  });

  it('is the total that the author saw', async () => {
    const form = await openForm();
    Object.assign(form.draft, {
      readings: { respirationRate: '21', spo2: '93', systolic: '120', pulse: '95', temperature: '37.5' },
      oxygen: 'air',
      consciousness: 'A',
    });
    expect(form.score).toMatchObject({ kind: 'total', total: 5, risk: 'medium' });
    await form.save();
    expect(saved[0]?.body).toMatchObject({ spo2Scale: 1, news2: { kind: 'total', total: 5 } });
  });
});

describe('the draft', () => {
  it('comes back with what was typed, also what is no number yet', async () => {
    const form = await openForm();
    fill(form);
    form.draft.readings = { temperature: '36.' };
    form.keep();
    form.close();
    await Promise.resolve();
    const again = await openForm();
    expect(again.restored).toBe(true);
    expect(again.draft).toEqual(form.draft);
  });

  it('of another version of the form is shown and not thrown away', async () => {
    kept.set('visit:p1', '{"words":"from the future"}');
    const form = await openForm();
    expect(form.draft.note).toBe('{"words":"from the future"}');
  });

  it('keeps the plan as it was when the change began, whatever arrives meanwhile', async () => {
    const form = await openForm();
    form.changeActivity(plan, '#a1', { wording: 'Dress daily' });
    const newer = { ...plan, title: 'Newer' };
    form.changeActivity(newer, '#a1', { status: 'done' });
    await form.save();
    expect(saved[0]?.body).toMatchObject({ base: plan });
  });
});
