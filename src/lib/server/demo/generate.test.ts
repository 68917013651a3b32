import { createHash } from 'node:crypto';
import type { Flag, MedicationRequest, Observation } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { ageOn } from '../../clinical/age';
import { isValidNhsNumber } from '../../clinical/nhs-number';
import { isType, referenceTo, type FhirResource } from '../../record/fhir';
import { PATIENT_ID } from '../../record/ids';
import { patientIdOf } from '../patient-id';
import { generateOrganisation, type GeneratedPatient } from './generate';
import { TEAMS, type Profile } from './roster';
import { testNhsNumber } from './test-numbers';

const EPOCH = '2026-11-22';
const organisation = (seed = 'a', epoch = EPOCH, patients = 100) =>
  generateOrganisation({ seed, patients, epoch, patientIdOf: (key) => patientIdOf('secret', key) });
const bytes = (seed?: string, epoch?: string) => {
  const hash = createHash('sha256');
  const { profiles, patients } = organisation(seed, epoch);
  hash.update(JSON.stringify(profiles()));
  let i = 0;
  for (const { resources } of patients()) if (i++ % 9 === 0) hash.update(JSON.stringify(resources));
  return hash.digest('hex');
};
const patients = [...organisation().patients()];
const ofKind = (kind: Profile['about']['kind']) =>
  patients.filter(({ profile }) => profile.about.kind === kind);
const medicines = (of: GeneratedPatient): MedicationRequest[] =>
  of.resources.filter((resource) => isType(resource, 'MedicationRequest'));
const observations = (of: GeneratedPatient, name: string): Observation[] =>
  of.resources.filter((r) => isType(r, 'Observation')).filter((o) => o.code.text === name);
const medicineNames = (of: GeneratedPatient) =>
  medicines(of).map((m) => m.medicationCodeableConcept?.text ?? '');

/** Every string in a resource that is a date or an instant. */
function datesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(datesIn) : [];
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

describe('the demo organisation', () => {
  it('is the same, byte by byte, for the same seed and first day, and another for another', () => {
    expect(bytes()).toBe(bytes());
    expect(bytes('b')).not.toBe(bytes());
    expect(bytes('a', '2026-11-23')).not.toBe(bytes());
  });

  it('has its teams, with at least two users each and one user in two', () => {
    const { users, teams } = organisation();
    for (const team of teams) {
      expect(
        users.filter((user) => user.teams.some(({ id }) => id === team.id)).length,
      ).toBeGreaterThanOrEqual(2);
    }
    expect(users.filter((user) => user.teams.length > 1)).toHaveLength(1);
    expect(users[0]?.role).toBe('community-nurse');
    const profiles = organisation('a', EPOCH, 300).profiles();
    const count = (isOne: (profile: Profile) => boolean) => profiles.filter(isOne).length;
    expect(count(({ team }) => team === TEAMS.nursing.id)).toBe(300);
    expect(count(({ team }) => team === TEAMS.round.id)).toBe(60);
    expect(count(({ about: { kind } }) => kind === 'pregnant' || kind === 'postnatal')).toBe(80);
    expect(count(({ about: { kind } }) => kind === 'newborn')).toBeGreaterThan(30);
  });

  it('is smaller in all its teams when less is asked for, and whoever is in it is in each larger one', () => {
    const of = (size: number) => organisation('a', EPOCH, size).profiles();
    const sizes = [1, 28, 100, 300, 1000].map((size) =>
      Object.values(TEAMS).map(({ id }) => of(size).filter(({ team }) => team === id).length),
    );
    const [round, midwifery] = [60, 113];
    expect(sizes[0]).toEqual([1, expect.closeTo(0.2 * round, -1), expect.closeTo(0.2 * midwifery, -1)]);
    expect(sizes[1]).toEqual([28, ...(sizes[0]?.slice(1) ?? [])]);
    expect(sizes[2]).toEqual([100, expect.closeTo(round / 3, -1), expect.closeTo(midwifery / 3, -1)]);
    expect(sizes[3]).toEqual([300, round, midwifery]);
    expect(sizes[4]).toEqual([1000, round, midwifery]);
    expect(
      new Set(of(28).flatMap(({ about }) => (about.kind === 'resident' ? about.homeIndex : []))),
    ).toEqual(new Set([0, 1]));
    expect(of(100)).toEqual(expect.arrayContaining(of(28)));
    expect(of(300)).toEqual(expect.arrayContaining(of(100)));
  });

  it('writes at least 60 documents a patient, each with its own FHIR id', () => {
    for (const { profile, resources } of patients) {
      expect(resources.length, profile.key).toBeGreaterThanOrEqual(60);
      expect(new Set(resources.map(({ id }) => id)).size).toBe(resources.length);
      expect(resources.every(({ id }) => /^[A-Za-z0-9.-]{1,64}$/.test(id))).toBe(true);
      expect(profile.id).toMatch(PATIENT_ID);
    }
  });

  it('uses only numbers, addresses and telephones that belong to nobody', () => {
    const numbers = patients.map(({ profile }) => profile.nhsNumber);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const { profile } of patients) {
      expect(profile.nhsNumber).toMatch(/^999/);
      expect(isValidNhsNumber(profile.nhsNumber)).toBe(true);
      expect(profile.address.postalCode).toMatch(/^ZZ99 \d[A-Z]{2}$/);
      expect(profile.phone).toMatch(/^(01632 960\d{3}|07700 900\d{3})$/);
    }
    const many = Array.from({ length: 50_000 }, (_, slot) => testNhsNumber(slot));
    expect(new Set(many).size).toBe(many.length);
  });

  it('dates nothing before birth and nothing on or after the first day, except what is yet to come', () => {
    for (const { profile, resources } of patients) {
      for (const resource of resources) {
        const dates = datesIn(resource).filter(
          (date) => date !== ('edd' in profile.about ? profile.about.edd : ''),
        );
        for (const date of dates) {
          expect(date >= profile.birthDate, `${referenceTo(resource)} ${date}`).toBe(true);
          if (!isDueDate(resource)) expect(date < EPOCH, `${referenceTo(resource)} ${date}`).toBe(true);
        }
      }
    }
  });

  it('refers only to what is there', () => {
    const ids = new Set(patients.map(({ profile }) => `Patient/${profile.id}`));
    for (const { resources } of patients) {
      const own = new Set(resources.map(referenceTo));
      for (const reference of resources.flatMap(referencesIn)) {
        expect(own.has(reference) || ids.has(reference), reference).toBe(true);
      }
    }
  });

  it('prescribes nothing to which the patient is recorded as allergic', () => {
    const forbidden: Record<string, RegExp> = {
      Penicillin: /cillin/i,
      Trimethoprim: /trimethoprim/i,
      Codeine: /codeine/i,
      'Aspirin and other NSAIDs': /aspirin|ibuprofen/i,
    };
    let checked = 0;
    for (const patient of patients) {
      for (const allergy of patient.resources.filter((r) => isType(r, 'AllergyIntolerance'))) {
        const pattern = forbidden[allergy.code?.text ?? ''];
        if (!pattern) continue;
        checked++;
        for (const name of medicineNames(patient)) expect(name).not.toMatch(pattern);
      }
    }
    expect(checked).toBeGreaterThan(20);
    expect(patients.flatMap(medicineNames).some((name) => /cillin/.test(name))).toBe(true);
  });

  it('lists nothing twice among the medicines that a patient takes', () => {
    for (const { resources } of patients) {
      const taken = resources
        .filter((r) => isType(r, 'MedicationRequest'))
        .flatMap(({ status, medicationCodeableConcept }) =>
          status === 'active' ? [medicationCodeableConcept?.text] : [],
        );
      expect(new Set(taken).size).toBe(taken.length);
    }
  });

  it('has recorded no-known-allergies, listed allergies, and records with none recorded', () => {
    const texts = patients.map(({ resources }) =>
      resources.filter((r) => isType(r, 'AllergyIntolerance')).map((a) => a.code?.text),
    );
    expect(texts.some((list) => list.length === 0)).toBe(true);
    expect(texts.some((list) => list.includes('No known allergies'))).toBe(true);
    expect(texts.every((list) => !list.includes('No known allergies') || list.length === 1)).toBe(true);
  });
});

function isDueDate(resource: FhirResource): boolean {
  return isType(resource, 'Observation') && resource.code.text === 'Estimated date of delivery';
}

describe('each kind of patient', () => {
  it('insulin: units in the dose, glucose readings, adults', () => {
    for (const patient of ofKind('insulin')) {
      const insulin = medicines(patient).find((m) =>
        m.medicationCodeableConcept?.text?.startsWith('Insulin'),
      );
      expect(insulin?.dosageInstruction?.[0]?.text).toMatch(/\d+ units/);
      expect(observations(patient, 'Blood glucose').length).toBeGreaterThanOrEqual(9);
    }
  });

  it('leg ulcer: areas fit length and width, some heal and some stall, none before the ulcer', () => {
    let healing = 0;
    let stalled = 0;
    for (const patient of ofKind('leg-ulcer')) {
      const values = (name: string) => observations(patient, name).map((o) => o.valueQuantity?.value ?? NaN);
      const [lengths, widths, areas] = [values('Wound length'), values('Wound width'), values('Wound area')];
      expect(areas).toEqual(lengths.map((length, i) => length * (widths[i] ?? NaN)));
      if ((areas.at(-1) ?? 0) < 0.7 * (areas[0] ?? 0)) healing++;
      else stalled++;
      const ulcer = patient.resources
        .filter((r) => isType(r, 'Condition'))
        .find((c) => c.code?.text === 'Venous leg ulcer');
      const first = observations(patient, 'Wound length')[0]?.effectiveDateTime ?? '';
      expect(first > (ulcer?.onsetDateTime ?? '9')).toBe(true);
    }
    expect(healing).toBeGreaterThan(stalled);
    expect(stalled).toBeGreaterThan(0);
  });

  it('palliative: a recorded DNACPR and anticipatory medicines', () => {
    for (const patient of ofKind('palliative')) {
      const flags: Flag[] = patient.resources.filter((r) => isType(r, 'Flag'));
      expect(flags.some((flag) => flag.code.text === 'Not for attempted CPR (DNACPR)')).toBe(true);
      expect(medicineNames(patient)).toContain('Midazolam 10 mg/2 ml injection');
    }
    expect(ofKind('palliative').some((p) => JSON.stringify(p.resources).includes('syringe driver'))).toBe(
      true,
    );
  });

  it('maternity: of an age to be, NEWS2 never scored, an estimated date for each pregnancy', () => {
    for (const patient of [...ofKind('pregnant'), ...ofKind('postnatal')]) {
      const years = ageOn(patient.profile.birthDate, EPOCH)?.years ?? 0;
      expect(years).toBeGreaterThanOrEqual(18);
      expect(years).toBeLessThanOrEqual(43);
      expect(observations(patient, 'NEWS2 total')).toEqual([]);
      expect(observations(patient, 'Estimated date of delivery').length).toBeGreaterThan(0);
    }
  });

  it('mothers and babies point to each other, and the baby’s record names the mother', () => {
    const byId = new Map(patients.map((patient) => [patient.profile.id, patient]));
    const linksOf = ({ resources }: GeneratedPatient) =>
      resources
        .flatMap((r) => (isType(r, 'Patient') ? (r.link ?? []) : []))
        .map((link) => link.other.reference);
    for (const baby of ofKind('newborn')) {
      const motherId = baby.profile.about.kind === 'newborn' ? baby.profile.about.mother.id : '';
      const mother = byId.get(motherId);
      expect(linksOf(baby)).toEqual([`Patient/${motherId}`]);
      expect(mother && linksOf(mother)).toContain(`Patient/${baby.profile.id}`);
      expect(baby.resources.some((r) => isType(r, 'RelatedPerson'))).toBe(true);
    }
  });
});
