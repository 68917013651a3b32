import { expect, it } from 'vitest';
import { csvOf } from './csv';

const row = { id: 'e1', kind: 'break-glass', recorded: '2026-11-22T08:00:00.000Z', userId: 'ada', count: -3 };

it('has a line a row, with quotes where they are needed', () => {
  expect(csvOf([{ ...row, words: 'He said "come",\nI came' }]).split('\r\n')).toEqual([
    'recorded,kind,userId,role,patientId,aboutUserId,reason,words,count,id,happened,address',
    '2026-11-22T08:00:00.000Z,break-glass,ada,,,,,"He said ""come"",\nI came",-3,e1,,',
    '',
  ]);
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '  =cmd', '\r=1'])('never holds a formula: %j', (words) => {
  expect(csvOf([{ ...row, words }])).toMatch(/,"?'\s*[=+\-@]|,"?'[\t\r]/);
});
