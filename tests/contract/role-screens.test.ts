/** What the screens offer and say to each role follows from the server's own table of rules. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findNotForRole, ROLE_PAGES } from '../../src/lib/app/role-pages';
import { keptBackFrom } from '../../src/lib/record/kept-back';
import { actionsOf } from '../../src/lib/server/access/decide';

const params = { id: 'p1', noteId: 'n1', disputeId: 'd1' };
const pagesKeptFrom = (role: string) =>
  Object.keys(ROLE_PAGES).filter((id) => findNotForRole({ id, params }, { may: actionsOf(role) }));

describe('pages of some roles', () => {
  it.each(['community-nurse', 'gp', 'midwife'])('a %s has all but those of whoever leads', (role) => {
    expect(pagesKeptFrom(role)).toEqual(['/held', '/team']);
  });

  it('whoever leads has all', () => {
    expect(pagesKeptFrom('team-lead')).toEqual([]);
  });

  it('a healthcare assistant writes, and has no page whose acts the server would refuse', () => {
    expect(pagesKeptFrom('healthcare-assistant')).toEqual([
      '/(patient)/patients/[id]/sealed',
      '/(patient)/decide/[id]/[disputeId]',
      '/claim',
      '/break-glass',
      '/held',
      '/team',
    ]);
  });

  it('a care home has none', () => {
    expect(pagesKeptFrom('care-home')).toEqual(Object.keys(ROLE_PAGES));
  });

  it.each(Object.keys(ROLE_PAGES))('%s is a page', (id) => {
    expect(existsSync(`src/routes${id}/+page.svelte`)).toBe(true);
  });
});

it.each([
  ['community-nurse', 'nothing'],
  ['gp', 'nothing'],
  ['midwife', 'nothing'],
  ['team-lead', 'nothing'],
  ['healthcare-assistant', 'sensitive'],
  ['care-home', 'most'],
])('from a %s is kept back: %s', (role, keptBack) => {
  expect(keptBackFrom({ may: actionsOf(role) })).toBe(keptBack);
});
