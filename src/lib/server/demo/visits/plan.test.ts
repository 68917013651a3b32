import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../clinical/dates';
import { gestationOn } from '../../../clinical/gestation';
import { patientIdOf } from '../../patient-id';
import { generateOrganisation } from '../generate';
import { GPS, MIDWIVES, NURSES, TEAMS } from '../roster';
import { visitDates, visitsOn } from './plan';

const EPOCH = '2026-11-22';
const profiles = generateOrganisation({
  seed: 'a',
  patients: 300,
  epoch: EPOCH,
  patientIdOf: (key) => patientIdOf('secret', key),
}).profiles();
const byId = new Map(profiles.map((profile) => [profile.id, profile]));
const of = (team: (typeof TEAMS)[keyof typeof TEAMS]) => profiles.filter((p) => p.team === team.id);
const anyDay = fc.integer({ min: 0, max: 1500 }).map((days) => addDays(EPOCH, days));

describe('visits', () => {
  it('are for yesterday to a week ahead', () => {
    expect(visitDates('2026-03-01').at(0)).toBe('2026-02-28');
    expect(visitDates('2026-03-01').at(-1)).toBe('2026-03-08');
  });

  it('whatever the day: 8 to 14 a nurse, insulin at eight, in order of time, one visit a patient', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        const visits = visitsOn(TEAMS.nursing.id, of(TEAMS.nursing), date);
        expect(new Set(visits.map(({ patientId }) => patientId)).size).toBe(visits.length);
        for (const nurse of NURSES) {
          const day = visits.filter(({ practitionerId }) => practitionerId === nurse);
          expect(day.length).toBeGreaterThanOrEqual(8);
          expect(day.length).toBeLessThanOrEqual(14);
          expect(day[0]).toMatchObject({ time: '08:00', reason: 'Insulin' });
          const times = day.map(({ time }) => time);
          expect(times).toEqual([...new Set(times)].sort());
          expect(times.at(-1)?.localeCompare('19:00')).toBe(-1);
          expect(day.every(({ due, place }) => due.length > 0 && place.includes('ZZ99'))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('every leg ulcer is seen each week', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 7; i++) {
      for (const visit of visitsOn(TEAMS.nursing.id, of(TEAMS.nursing), addDays(EPOCH, i)))
        seen.add(visit.patientId);
    }
    const ulcers = profiles.filter(({ about }) => about.kind === 'leg-ulcer');
    const missed = ulcers.filter(({ id }) => !seen.has(id));
    expect(missed.length).toBeLessThan(ulcers.length * 0.05); // a day with more than 14 leaves one for the next
  });

  it('the round goes by room, each doctor in one home, every home in two days', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        const visits = visitsOn(TEAMS.round.id, of(TEAMS.round), date);
        for (const doctor of GPS) {
          const residents = visits
            .filter(({ practitionerId }) => practitionerId === doctor)
            .map(({ patientId }) => byId.get(patientId)?.about)
            .filter((about) => about?.kind === 'resident');
          expect(residents.length).toBeGreaterThanOrEqual(8);
          expect(new Set(residents.map(({ homeIndex }) => homeIndex)).size).toBe(1);
          const rooms = residents.map(({ room }) => room);
          expect(rooms).toEqual([...rooms].sort((a, b) => a - b));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a midwife has visits on any day; reasons say the gestation of that day; babies come with their mother', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        const visits = visitsOn(TEAMS.midwifery.id, of(TEAMS.midwifery), date);
        for (const midwife of MIDWIVES) {
          expect(
            visits.filter(({ practitionerId }) => practitionerId === midwife).length,
          ).toBeGreaterThanOrEqual(8);
        }
        for (const visit of visits) {
          const about = byId.get(visit.patientId)?.about;
          if (about?.kind === 'pregnant' && visit.reason.startsWith('Antenatal')) {
            expect(visit.reason).toContain(gestationOn(about.edd, date)?.words ?? 'no gestation');
          }
          if (about?.kind === 'newborn') {
            const mother = visits.find(({ patientId }) => patientId === about.mother.id);
            expect(mother).toMatchObject({ time: visit.time, place: visit.place });
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
