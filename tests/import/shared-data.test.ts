/** The published examples and synthetic patients, when they are beside the project: all of them go through. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flagsOn, Workspace } from './workspace';

const data = resolve(import.meta.dirname, '../../../shared/data');
const absent = !existsSync(data);
const LIMITS = { seconds: 60, peakMemoryMb: 1000 };

describe.skipIf(absent)(`published data in ../shared/data${absent ? ' (skipped: not there)' : ''}`, () => {
  let work: Workspace;
  beforeAll(async () => {
    work = await Workspace.open();
  });
  afterAll(() => work.close());

  it('76 Synthea patients, all 18,009 resources, within a minute and a gigabyte; again: nothing changes', async () => {
    const report = await work.import(`${data}/synthea`);
    expect(report).toMatchObject({ patients: 76, flagged: 0, refusals: { 'not-an-object': 1 } });
    expect(report.imported + report.unchanged).toBe(18_009);
    expect(report.seconds).toBeLessThan(LIMITS.seconds);
    expect(report.peakMemoryMb).toBeLessThan(LIMITS.peakMemoryMb);
    expect(await work.import(`${data}/synthea`)).toMatchObject({ imported: 0 });
  }, 180_000);

  it('UK Core and NHS England examples: nothing lost without a reason, doubtful ones flagged, again: nothing changes', async () => {
    const report = await work.import(`${data}/uk-core`, `${data}/nhs-england`);
    expect(report.imported + report.unchanged + report.refused).toBe(report.found);
    expect(Object.keys(report.refusals).sort()).toEqual(
      ['no-patient', 'no-resource', 'no-resource-type', 'not-an-object', 'not-r4'],
    ); // prettier-ignore
    // No clinical resource of a patient is among the refused.
    expect(report.byType['Condition']?.['refused']).toBeUndefined();
    expect(report.byType['AllergyIntolerance']?.['refused']).toBeUndefined();
    expect(report.byType['Patient']?.['refused']).toBeUndefined();
    expect(report.flags).toMatchObject({ 'nhs-number-invalid': expect.any(Number) as number });
    expect(await work.import(`${data}/uk-core`, `${data}/nhs-england`)).toMatchObject({ imported: 0 });
  }, 120_000);

  it('the UK Core baby’s wrong NHS number is flagged; two people of one id in the pathology examples are two records', async () => {
    const baby = await work.recordOf('Patient/UKCore-Patient-BabyPatient-Example');
    expect(flagsOn(baby.get('Patient/UKCore-Patient-BabyPatient-Example'))).toContain('nhs-number-invalid');
    const id = 'Patient/ab87a3f8-1d37-44a9-804e-5e962598a6e4';
    const [one, two] = [await work.recordOf(id), await work.recordOf(`${id}|9727710859`)];
    const others = two.size > 0 ? two : await work.recordOf(`${id}|9727710638`);
    expect(one.get(id)?.['birthDate']).not.toBe(others.get(id)?.['birthDate']);
    expect(others.has(id)).toBe(true);
  });
});
