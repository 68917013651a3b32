/** Whether time and memory stay in proportion when the caseload is large. */
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { downloadOnce, type Downloaded } from '../support/download';
import { SLOW } from '../support/line';
import type { Size } from '../support/template';
import { Yardstick } from '../support/yardstick/yardstick';

const DOCUMENTS = 60;
const FEW = { patients: 30, documents: DOCUMENTS };
const SMALL = { patients: 300, documents: DOCUMENTS };
const LARGE = { patients: 1_667, documents: DOCUMENTS };
const TIMES_LARGER = LARGE.patients / SMALL.patients;

export const caseloadLarge: Row = {
  name: 'caseload-large',
  what: '100,000 documents beside 18,000 (and 1,800): time, and the memory of the page with its workers at the most',
  measure: async (rounds) => {
    const few = await measure(rounds, FEW);
    const small = await measure(rounds, SMALL);
    const large = await measure(rounds, LARGE);
    const row = { row: 'caseload-large' } as const;
    const growth = (of: (one: Downloaded) => number) =>
      large.ours.map((one, i) => [of(one), of(small.ours[i] ?? one)] as const);
    return [
      ...few.series,
      ...small.series,
      ...large.series,
      {
        ...row,
        case: 'time of a document, large over small',
        unit: '×',
        ours: growth(({ whole }) => whole).map(([of, before]) => of / before / TIMES_LARGER),
      },
      {
        ...row,
        case: 'memory, growth over the small caseload',
        unit: 'MB',
        ours: growth(({ memory }) => memory).map(([of, before]) => of - before),
      },
    ];
  },
};

/** At full speed beside the floor; on the slower processor and over the slow line without it, which would take as long again. */
async function measure(rounds: number, size: Size): Promise<{ ours: Downloaded[]; series: Series[] }> {
  const clinic = await Clinic.open(size);
  const yardstick = await Yardstick.open(size);
  const ours: Downloaded[] = [];
  const slowed: Downloaded[] = [];
  const slow: Downloaded[] = [];
  const floor: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      await clinic.restartServer();
      ours.push(await downloadOnce(clinic, 'full speed'));
      floor.push(await yardstick.floor('full speed'));
      slowed.push(await downloadOnce(clinic, 'CPU ×4'));
      clinic.line.pace = SLOW;
      slow.push(await downloadOnce(clinic, 'full speed'));
      clinic.line.pace = undefined;
    }
  } finally {
    await yardstick.close();
    await clinic.close();
  }
  const documents = size.patients * size.documents;
  const rounded = Math.round(documents / 100) * 100;
  const of = (figure: string, unit: Series['unit'], values: number[]): Series => ({
    row: 'caseload-large',
    case: `${figure}, ${rounded.toLocaleString('en-GB')} documents`,
    unit,
    ours: values,
    growth: { figure, size: rounded, of: 'documents' },
  });
  return {
    ours,
    series: [
      {
        ...of(
          'whole',
          's',
          ours.map(({ whole }) => whole),
        ),
        floor,
      },
      of(
        'today’s 20 patients',
        's',
        ours.map(({ today }) => today),
      ),
      of(
        'memory',
        'MB',
        ours.map(({ memory }) => memory),
      ),
      of(
        'whole, CPU ×4',
        's',
        slowed.map(({ whole }) => whole),
      ),
      of(
        'whole, slow line',
        's',
        slow.map(({ whole }) => whole),
      ),
      of(
        'today’s 20 patients, slow line',
        's',
        slow.map(({ today }) => today),
      ),
    ],
  };
}
