import { expect, it } from 'vitest';
import { printReport, Tally } from './report';

const OVERALL = { team: 't1', files: 2, patients: 1, seconds: 3, peakMemoryMb: 99 };

it('is a table of types, then what was flagged and refused and why, each refusal with its file and place', () => {
  const tally = new Tally();
  tally.taken('Patient', 'imported', ['nhs-number-invalid']);
  tally.taken('Observation', 'unchanged', []);
  tally.refuse({ file: 'notes.json', place: 'entry 3', reason: 'no-patient' }, 'Observation');
  tally.refuse({ file: 'odd.json', place: 'line 1', reason: 'not-json' });
  const lines = printReport(tally.report(OVERALL)).split('\n');
  const row = (name: string) => lines.find((line) => line.startsWith(name))?.split(/\s+/);
  expect(row(' ')).toEqual(['', 'imported', 'unchanged', 'flagged', 'refused']);
  expect(row('Patient')).toEqual(['Patient', '1', '0', '1', '0']);
  expect(row('Observation')).toEqual(['Observation', '0', '1', '0', '1']);
  expect(row('All')).toEqual(['All', '1', '1', '1', '2']);
  const text = lines.join('\n');
  expect(text).toMatch(/Flagged .*:\n {2}1 × .*\(nhs-number-invalid\)/);
  expect(text).toContain('  notes.json · entry 3 · no-patient');
  expect(text).toContain('  odd.json · line 1 · not-json');
  expect(lines.at(-1)).toContain('2 files, 4 resources, 1 patients in 3 s');
});

it('names the first refusals, and how many more there are', () => {
  const tally = new Tally();
  for (let n = 0; n < 25; n += 1) tally.refuse({ file: `${n}.json`, place: 'line 1', reason: 'not-json' });
  const text = printReport(tally.report(OVERALL));
  expect(text).toContain('19.json');
  expect(text).not.toContain('20.json');
  expect(text).toContain('… and 5 more: --json names them all');
});
