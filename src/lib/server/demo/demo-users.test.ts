import { expect, it } from 'vitest';
import { describeUser, inOrder } from './demo-users';

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
  expect(inOrder(users).map(({ id }) => id)).toEqual(['nurse', 'nurse2', 'both', 'gp', 'midwife', 'other']);
});

it('says role and teams in words', () => {
  expect(describeUser(user('both', 'community-nurse', 'North', 'Round'))).toBe(
    'Community nurse, North and Round',
  );
  expect(describeUser(user('privacy', 'privacy-officer'))).toBe('Privacy officer');
});
