import { expect, it } from 'vitest';
import type { Device } from '../journals/devices';
import { teamDevices } from './status';

const NOW = new Date('2026-11-22T10:00:00.000Z');
const MEMBERS = ['ada', 'ben'].map((id) => ({ id, name: id }));

const device = (userId: string, oldestUnfiled?: string): Device => ({
  journalBase: `j-${userId}`,
  userId,
  deviceId: `d-${userId}`,
  vaultKey: { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  appVersion: '1',
  lastContact: '2026-11-22T09:00:00.000Z',
  ...(oldestUnfiled === undefined ? {} : { unfiled: 1, oldestUnfiled }),
});
const DEVICES = [
  device('ada'),
  device('ben', '2026-11-21T09:59:00.000Z'),
  device('cy', '2026-11-01T09:00:00.000Z'),
];
const facts = { members: MEMBERS, devices: DEVICES, losses: [], alarmHours: 24, now: NOW };

it('lists the devices of the members, what is unfiled for too long first', () => {
  expect(teamDevices(facts).map(({ userName, alarm }) => [userName, alarm])).toEqual([
    ['ben', true],
    ['ada', false],
  ]);
});

it('alarms not before the set age', () => {
  expect(teamDevices({ ...facts, alarmHours: 25 }).some(({ alarm }) => alarm)).toBe(false);
});

it('counts what a device has lost', () => {
  const loss = { id: 'l', journalBase: 'j-ada', noticedAt: NOW.toISOString(), count: 2, entries: [] };
  const [first] = teamDevices({ ...facts, losses: [loss], alarmHours: 48 });
  expect(first).toMatchObject({ userName: 'ada', lost: 2 });
});
