import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../src/lib/server/fhir/examine';
import { importFhir } from '../../src/lib/server/fhir/import';
import { ImportIndex } from '../../src/lib/server/fhir/import-index';
import { ImportRun } from '../../src/lib/server/fhir/import-run';
import { bundle, flagsOn, NHS, observation, of, patient, TEAM, Workspace } from './workspace';

let work: Workspace;
beforeEach(async () => {
  work = await Workspace.open();
});
afterEach(() => work.close());

describe('what can be read', () => {
  it('single resources, Bundles of any type, Bundles in Bundles, NDJSON, folders and packed files', async () => {
    work.file('a/patient.json', patient('1'));
    work.file('a/deep/er/bundle.json.gz', bundle('searchset', observation('1', of('1'))));
    work.file('b/nested.json', bundle('collection', bundle('document', observation('2', of('1')))));
    const lines = [observation('3', of('1')), observation('4', of('1'))].map((r) => JSON.stringify(r));
    work.file('b/observations.ndjson', `${lines.join('\n')}\n\n`);
    work.file('b/packed.ndjson.gz', JSON.stringify(observation('5', of('1'))));
    work.file('b/lines-by-another-name.json', lines.map((line) => line.replace('"3"', '"6"')).join('\r\n'));
    work.file('.hidden.json', patient('2'));

    const report = await work.import();
    expect(report).toMatchObject({
      files: 6,
      imported: 7,
      unchanged: 1,
      refused: 0,
      flagged: 0,
      patients: 1,
    });
    expect([...(await work.recordOf('Patient/1')).keys()].sort()).toEqual([
      ...['1', '2', '3', '4', '5', '6'].map((id) => `Observation/${id}`),
      'Patient/1',
    ]);
    expect(await work.organisation.patientsOf(TEAM)).toHaveLength(1);
  });

  it('gives what has no id the id of its address, and rewrites references to addresses alone', async () => {
    const address = 'urn:uuid:6a4a3b0e-5f0a-4f57-8d6c-2b1f0f3c0001';
    const { id: _, ...nameless } = patient('x');
    const kept = { reference: 'https://other.example/Encounter/9' };
    const { id: __, ...reading } = observation('x', { reference: address }, { encounter: kept });
    work.file('t.json', bundle('transaction', reading, { fullUrl: address, ...nameless }));

    await work.import();
    const found = await work.recordOf(`Patient/${address.slice('urn:uuid:'.length)}`);
    const [observed] = [...found.values()].filter(({ resourceType }) => resourceType === 'Observation');
    expect(observed?.['subject']).toEqual({ reference: `Patient/${address.slice('urn:uuid:'.length)}` });
    expect(observed?.['encounter']).toEqual(kept);
    expect(observed?.id).toMatch(/^h[0-9a-f]{40}$/);
    expect(flagsOn(observed)).toEqual(['reference-unresolved']);
  });

  it('finds the owner whatever the order of files, and takes along what the patient’s resources refer to', async () => {
    work.file('1.json', { resourceType: 'Organization', id: 'o', name: 'Ward' });
    work.file('2.json', {
      resourceType: 'PractitionerRole',
      id: 'r',
      organization: { reference: 'Organization/o' },
    });
    work.file('3.json', { resourceType: 'Specimen', id: 's' });
    work.file('4.json', observation('a', of('1'), {
      performer: [{ reference: 'PractitionerRole/r' }],
      specimen: { reference: 'Specimen/s' },
    })); // prettier-ignore
    work.file('5.json', observation('b', of('2'), { performer: [{ reference: 'PractitionerRole/r' }] }));
    work.file('6.json', { resourceType: 'Organization', id: 'nobodys', name: 'Elsewhere' });
    work.file('7.json', { resourceType: 'Provenance', id: 'p', target: [{ reference: 'Observation/b' }] });
    work.file('8.ndjson', `${JSON.stringify(patient('1'))}\n${JSON.stringify(patient('2'))}`);

    const report = await work.import();
    expect(report).toMatchObject({ imported: 8, refused: 1, flagged: 0 });
    expect(report.refusedAt).toMatchObject([{ place: '', reason: 'no-patient' }]);
    const [one, two] = [await work.recordOf('Patient/1'), await work.recordOf('Patient/2')];
    expect([...one.keys()].sort()).toEqual(
      ['Observation/a', 'Organization/o', 'Patient/1', 'PractitionerRole/r', 'Specimen/s'],
    ); // prettier-ignore
    expect([...two.keys()].sort()).toEqual(
      ['Observation/b', 'Organization/o', 'Patient/2', 'PractitionerRole/r', 'Provenance/p'],
    ); // prettier-ignore
  });

  it('an identifier names the patient, when the NHS number is valid and one person’s', async () => {
    const number = (value: string) => ({ identifier: [{ system: NHS, value }] });
    const by = (value: string) => ({ identifier: { system: NHS, value } });
    work.file('people.ndjson', [patient('1', number('9990000018')), patient('2', number('9990000026')), patient('3', number('9990000026'))].map((p) => JSON.stringify(p)).join('\n')); // prettier-ignore
    work.file('by-number.json', observation('a', by('9990000018')));
    work.file('of-two.json', observation('b', by('9990000026')));
    work.file('wrong-number.json', observation('c', by('9990000019')));
    work.file('search.json', observation('d', { reference: `Patient?identifier=${NHS}|9990000018` }));
    work.file('contained.json', observation('e', { reference: '#p' }, {
      contained: [patient('p', number('9990000018'))],
    })); // prettier-ignore

    const report = await work.import();
    expect(report.refusals).toEqual({ 'several-patients': 1, 'no-patient': 1 });
    const found = await work.recordOf('Patient/1');
    expect(['a', 'd', 'e'].every((id) => found.has(`Observation/${id}`))).toBe(true);
    expect(report.flags['nhs-number-shared']).toBe(2);

    // A later run knows the people of the record.
    work.file('later.json', observation('later', by('9990000018')));
    await work.import(`${work.folder}/in/later.json`);
    expect((await work.recordOf('Patient/1')).has('Observation/later')).toBe(true);
    const later = await work.import(work.file('of-either.json', observation('either', by('9990000026'))));
    expect(later.refusals).toEqual({ 'patient-clash': 1 });
  });
});

describe('what is refused, with its place, while the rest goes on', () => {
  it('says why and where, and names nothing of a patient', async () => {
    work.file('1-text.json', 'Dear Mrs Secretname, {');
    work.file('2-list.json', [patient('1')]);
    work.file('3-empty.json', {});
    work.file('4-types.json', bundle('batch', { resourceType: 'ReferralRequest', id: 'a', patient: of('1') }, { resourceType: 'patient' }, patient('good'))); // prettier-ignore
    work.file('5-lines.ndjson', `${JSON.stringify(patient('good'))}\nnot json\n${JSON.stringify({ resourceType: 'OperationOutcome', issue: [] })}`); // prettier-ignore
    work.file('6-stu3.json', {
      resourceType: 'Condition',
      id: 'c',
      clinicalStatus: 'active',
      subject: of('good'),
    });
    work.file('7-broken.json.gz.json', 'x');
    work.file('8-entries.json', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET' } }, 7],
    });
    work.file('9-two.json', { resourceType: 'Appointment', id: 'two', participant: [{ actor: of('good') }, { actor: of('other') }] }); // prettier-ignore
    work.file('a-deep.json', `{"resourceType":"Basic","id":"deep","x":${'['.repeat(500)}${']'.repeat(500)}}`);

    const { refusedAt, imported, refusals } = await work.import();
    expect(imported).toBe(1);
    expect(refusedAt.map(({ file, place, reason, detail }) => [file.split('/').at(-1)?.[0], place, reason, detail])).toEqual([
      ['1', '', 'not-json', undefined],
      ['2', '', 'not-an-object', undefined],
      ['3', '', 'no-resource-type', undefined],
      ['4', 'entry 0', 'unknown-type', undefined],
      ['4', 'entry 1', 'unknown-type', undefined],
      ['5', 'line 2', 'not-json', undefined],
      ['6', '', 'not-r4', 'Condition.clinicalStatus'],
      ['7', '', 'not-json', undefined],
      ['8', 'entry 0', 'no-resource', undefined],
      ['8', 'entry 1', 'no-resource', undefined],
      ['a', '', 'not-r4', 'nested too deep'],
      ['5', 'line 3', 'no-patient', undefined],
      ['9', '', 'several-patients', undefined],
    ]); // prettier-ignore
    expect(JSON.stringify(refusedAt)).not.toContain('Secretname');
    expect(Object.values(refusals).reduce((sum, count) => sum + count, 0)).toBe(13);
  });

  it('a damaged packed file, and one that is not text', async () => {
    const good = work.file('good.json', patient('1'));
    work.file('cut.json.gz', JSON.stringify(patient('2')));
    const packed = readFileSync(`${work.folder}/in/cut.json.gz`);
    writeFileSync(`${work.folder}/in/cut.json.gz`, packed.subarray(0, packed.length - 9));
    writeFileSync(`${work.folder}/in/cut.ndjson.gz`, packed.subarray(0, packed.length - 9));
    const latin = Buffer.from(JSON.stringify(patient('3', { note: 'Ren\u00e9' })), 'latin1');
    writeFileSync(`${work.folder}/in/latin.json`, latin);
    writeFileSync(`${work.folder}/in/latin.ndjson`, latin);
    expect(good).toContain('good');
    const { refusals, imported } = await work.import();
    expect(imported).toBe(1);
    expect(refusals).toEqual({ unreadable: 3, 'not-json': 1 });
  });

  it('an unknown team or path: nothing is begun, one line says so', async () => {
    const none = await importFhir(work.parts, { paths: [work.folder], team: 'nope' });
    expect(none).toEqual({ kind: 'not-started', words: `There is no team “nope”. Teams: ${TEAM}.` });
    const gone = await importFhir(work.parts, { paths: ['/no/such/place'], team: TEAM });
    expect(gone).toMatchObject({ kind: 'not-started', words: '/no/such/place can’t be read (ENOENT).' });
  });
});

describe('what is taken and flagged', () => {
  it('a wrong NHS number, an unresolved reference, a misspelt system, a missing element, an absent patient', async () => {
    work.file('p.json', patient('1', { identifier: [{ system: NHS, value: '9990000019' }] }));
    work.file('r.json', observation('r', of('1'), { encounter: { reference: 'Encounter/none' } }));
    work.file('s.json', observation('s', of('1'), {
      code: { coding: [{ system: 'https://snomed.info/sct/', code: '1' }] },
    })); // prettier-ignore
    work.file('m.json', { resourceType: 'Observation', id: 'm', status: 'final', subject: of('1') });
    work.file('n.json', observation('n', of('elsewhere')));

    const report = await work.import();
    expect(report).toMatchObject({ imported: 5, flagged: 5, refused: 0 });
    const found = await work.recordOf('Patient/1');
    expect(flagsOn(found.get('Patient/1'))).toEqual(['nhs-number-invalid']);
    expect(flagsOn(found.get('Observation/r'))).toEqual(['reference-unresolved']);
    expect(flagsOn(found.get('Observation/s'))).toEqual(['system-misspelt']);
    expect(flagsOn(found.get('Observation/m'))).toEqual(['element-missing']);
    const absent = await work.recordOf('Patient/elsewhere');
    expect(flagsOn(absent.get('Observation/n'))).toEqual(['patient-unresolved']);
    expect(report.patients).toBe(1);
    expect(await work.organisation.patientsOf(TEAM)).toHaveLength(1);
  });
});

describe('again', () => {
  const version = (id: string, text: string) => ({
    ...patient('1', { gender: text }),
    meta: { versionId: id },
  });

  it('changes nothing the second time, and writes no version', async () => {
    work.file('a.json', bundle('batch', patient('1'), observation('a', of('1')), observation('a', of('1'), { note: [{ text: 'other' }] }))); // prettier-ignore
    work.file(
      'b.json',
      observation('b', of('nobody'), { code: { coding: [{ system: 'http://loinc.org/', code: '1' }] } }),
    );
    const first = await work.import();
    expect(first).toMatchObject({ imported: 3, unchanged: 1 });
    const ids = await work.organisation.patientsOf(TEAM);
    const before = await work.record.versions(ids);

    const second = await work.import();
    expect(second).toMatchObject({ found: first.found, imported: 0, unchanged: 4 });
    expect(await work.record.versions(ids)).toEqual(before);
  });

  it('a newer version replaces, an older one does not, and of two without versions the first stays, flagged', async () => {
    await work.import(work.file('1.json', version('2', 'female')));
    expect(await work.import(work.file('2.json', version('1', 'male')))).toMatchObject({
      imported: 0,
      flagged: 0,
    });
    expect((await work.recordOf('Patient/1')).get('Patient/1')?.['gender']).toBe('female');
    expect(await work.import(work.file('3.json', version('10', 'other')))).toMatchObject({ imported: 1 });
    expect((await work.recordOf('Patient/1')).get('Patient/1')?.['gender']).toBe('other');

    await work.import(work.file('4.json', patient('1', { gender: 'unknown' })));
    const kept = (await work.recordOf('Patient/1')).get('Patient/1');
    expect(kept?.['gender']).toBe('other');
    expect(flagsOn(kept)).toEqual(['content-differs']);
  });

  it('what a clinician has changed here since is never replaced', async () => {
    const plan = (title: string, versionId: string) => ({ resourceType: 'CarePlan', id: 'c', status: 'active', intent: 'plan', subject: of('1'), title, meta: { versionId } }); // prettier-ignore
    await work.import(work.file('1.json', bundle('batch', patient('1'), plan('As imported', '1'))));
    const [patientId = ''] = await work.organisation.patientsOf(TEAM);
    await work.record.commit(patientId, () => [
      { ...plan('As the nurse wrote it', '1') },
      { resourceType: 'Provenance', id: 'p', target: [{ reference: 'CarePlan/c' }], meta: { source: 'urn:doorstep:entry:e1' } },
    ]); // prettier-ignore
    await work.import(work.file('2.json', plan('As imported again', '2')));
    const held = (await work.recordOf('Patient/1')).get('CarePlan/c');
    expect(held?.['title']).toBe('As the nurse wrote it');
    expect(flagsOn(held)).toEqual(['content-differs']);
  });
});

describe('two people of one patient id', () => {
  const person = (number: string, family: string, born: string) => patient('1', { identifier: [{ system: NHS, value: number }], name: [{ family }], birthDate: born }); // prettier-ignore
  const ann = person('9990000018', 'Ann', '1950-01-01');
  const bea = person('9990000026', 'Bea', '1990-01-01');

  it('are kept apart by their NHS numbers, with what stands beside them, in whatever order they come', async () => {
    const first = work.file('1.json', bundle('batch', ann, observation('of-ann', of('1'))));
    const second = work.file('2.json', bundle('batch', observation('of-bea', of('1')), bea));
    const report = await work.import(first, second);
    expect(report).toMatchObject({ imported: 4, refused: 0, patients: 2 });
    expect([...(await work.recordOf('Patient/1')).keys()]).toEqual(['Observation/of-ann', 'Patient/1']);
    const other = await work.recordOf('Patient/1|9990000026');
    expect([...other.keys()]).toEqual(['Observation/of-bea', 'Patient/1']);
    expect(flagsOn(other.get('Patient/1'))).toEqual(['patient-id-shared']);

    expect(await work.import(second, first)).toMatchObject({ imported: 0, unchanged: 4 });
    expect(await work.import(second)).toMatchObject({ imported: 0, unchanged: 2 });
  });

  it('are kept apart also when the one who came second is written first', async () => {
    const index = new ImportIndex();
    const [first, second] = [examine('1', '', ann), examine('2', '', bea)];
    index.add([...first.candidates, ...second.candidates]);
    const run = new ImportRun({ ...work.parts, index, byNumber: new Map() });
    await run.write(second);
    await run.write(first);
    expect((await work.recordOf('Patient/1')).get('Patient/1')?.['birthDate']).toBe('1950-01-01');
    expect((await work.recordOf('Patient/1|9990000026')).get('Patient/1')?.['birthDate']).toBe('1990-01-01');
  });

  it('are refused when nothing tells them apart', async () => {
    const { identifier: _, ...nameless } = bea;
    work.file('1.json', ann);
    work.file('2.json', nameless);
    expect((await work.import()).refusals).toEqual({ 'patient-clash': 1 });
    work.file('3.json', bundle('batch', ann, bea, observation('whose', of('1'))));
    expect((await work.import()).refusedAt.map(({ place }) => place)).toContain('entry 2');
    expect((await work.recordOf('Patient/1')).has('Observation/whose')).toBe(false);
  });
});
