import { expect, it } from 'vitest';
import { describeUser, inOrder } from './demo-users';

const NOW = new Date('2026-11-28T08:00:00.000Z');
const user = (id: string, role: string, ...teams: string[]) => ({
  id,
  name: id,
  role,
  teams: teams.map((name) => ({ id: name, name })),
});

it('nurses come first, and somebody of two teams last among their own', () => {
  const users = [
    user('both', 'community-nurse', 'North', 'Round'),
    user('midwife', 'midwife', 'Maternity'),
    user('other', 'dentist', 'Teeth'),
    user('gp', 'gp', 'Round'),
    user('nurse2', 'community-nurse', 'North'),
    user('nurse', 'community-nurse', 'North'),
  ];
  expect(inOrder(users, NOW).map(({ id }) => id)).toEqual([
    'nurse',
    'nurse2',
    'both',
    'gp',
    'midwife',
    'other',
  ]);
});

it('says role and teams in words', () => {
  expect(describeUser(user('both', 'community-nurse', 'North', 'Round'), NOW)).toBe(
    'Community nurse, North and Round',
  );
  expect(describeUser(user('privacy', 'privacy-officer'), NOW)).toBe('Privacy officer');
});

it('names no team that somebody has left, and one that they came back to once', () => {
  const until = '2026-11-20T08:00:00.000Z';
  const [north, south] = ['North', 'South'].map((name) => ({ id: name, name }));
  const teams = [{ ...north, until }, { ...south, until }, north].map((place) => ({
    id: '',
    name: '',
    ...place,
  }));
  expect(describeUser({ ...user('back', 'gp'), teams }, NOW)).toBe('GP, North');
});
