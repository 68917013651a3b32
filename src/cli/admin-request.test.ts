import { expect, it } from 'vitest';
import { readAdminRequest, USAGE } from './admin-request';

const read = (line: string) => readAdminRequest(line.split(' ').filter((word) => word !== ''));

it('reads an act with its options, those that may be left out as well', () => {
  const member = { act: 'add-member', user: 'u', team: 't', why: 'Cover' };
  expect(read('add-member --user u --team t --why Cover')).toEqual(member);
  expect(read('add-member --user u --team t --why Cover --until 2026-12-07')).toEqual({
    ...{ ...member, until: '2026-12-07' },
  });
  expect(read('list-members --user u')).toEqual({ act: 'list-members', user: 'u' });
  expect(read('change-user --user u --role gp')).toEqual({ act: 'change-user', user: 'u', role: 'gp' });
});

it('tells all there is when nothing is asked', () => {
  expect(() => read('')).toThrow(USAGE);
});

it.each([
  ['lst-users', 'There is no act “lst-users”: npm run admin tells which there are.'],
  ['constructor', 'There is no act “constructor”'],
  ['add-member --user u', 'npm run admin -- add-member --user ID --team ID --why WHY'],
  ['list-members', 'npm run admin -- list-members --team ID | --user ID'],
  ['mark-lost --device', 'npm run admin -- mark-lost --device ID'],
  ['mark-lost --device d1 d2', 'npm run admin -- mark-lost --device ID'],
  ['mark-lost --devise d1', 'npm run admin -- mark-lost --device ID'],
  ['list-users --all', 'npm run admin -- list-users'],
  ['add-member --user u --team t --why Cover --until soon', 'npm run admin -- add-member'],
])('%s is answered in one line', (line, words) => {
  const say = () => {
    try {
      read(line);
      return 'nothing';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(say()).toContain(words);
  expect(say()).not.toContain('\n');
});
