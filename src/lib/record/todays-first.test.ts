import { expect, it } from 'vitest';
import { todaysFirst } from './todays-first';

const visit = (patientId: string, date: string, time: string) => ({
  ...{ id: `${patientId} ${time}`, patientId, date, time, minutes: 20 },
  ...{ place: '', reason: '', due: [] },
});

it('puts today’s visits first, in order of their first time, and leaves the others as they stood', () => {
  const rows = ['e', 'd', 'c', 'b', 'a'].map((patientId) => ({ patientId }));
  const visits = [
    visit('a', '2026-11-22', '15:00'),
    visit('c', '2026-11-22', '09:30'),
    visit('a', '2026-11-22', '09:00'),
    visit('e', '2026-11-23', '08:00'),
  ];
  const order = todaysFirst(rows, visits, '2026-11-22').map(({ patientId }) => patientId);
  expect(order).toEqual(['a', 'c', 'e', 'd', 'b']);
});
