/** Whether time and memory stay in proportion when the caseload is large. */
import type { Row } from '../row';
import { Clinic } from '../support/clinic';
import { downloadOnce, type Downloaded } from '../support/download';
import type { Size } from '../support/template';
import { Yardstick } from '../support/yardstick/yardstick';

const DOCUMENTS = 60;
const SMALL = { patients: 300, documents: DOCUMENTS };
const LARGE = { patients: 1_667, documents: DOCUMENTS };
const TIMES_LARGER = LARGE.patients / SMALL.patients;

export const caseloadLarge: Row = {
  name: 'caseload-large',
  what: '100,000 documents beside 18,000: time, and the memory of the page with its workers at the most',
  measure: async (rounds) => {
    const small = await measure(rounds, SMALL);
    const large = await measure(rounds, LARGE);
    const row = { row: 'caseload-large' } as const;
    const growth = (of: (one: Downloaded) => number) =>
      large.ours.map((one, i) => [of(one), of(small.ours[i] ?? one)] as const);
    return [
      {
        ...row,
        case: '18,000 documents',
        unit: 's',
        ours: small.ours.map(({ whole }) => whole),
        floor: small.floor,
      },
      {
        ...row,
        case: '100,000 documents',
        unit: 's',
        ours: large.ours.map(({ whole }) => whole),
        floor: large.floor,
      },
      {
        ...row,
        case: 'time of a document, large over small',
        unit: '×',
        ours: growth(({ whole }) => whole).map(([of, before]) => of / before / TIMES_LARGER),
      },
      { ...row, case: 'memory, 100,000 documents', unit: 'MB', ours: large.ours.map(({ memory }) => memory) },
      {
        ...row,
        case: 'memory, growth over the small caseload',
        unit: 'MB',
        ours: growth(({ memory }) => memory).map(([of, before]) => of - before),
      },
    ];
  },
};

async function measure(rounds: number, size: Size): Promise<{ ours: Downloaded[]; floor: number[] }> {
  const clinic = await Clinic.open(size);
  const yardstick = await Yardstick.open(size);
  const ours: Downloaded[] = [];
  const floor: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      await clinic.restartServer();
      ours.push(await downloadOnce(clinic, 'full speed'));
      floor.push(await yardstick.floor('full speed'));
    }
    return { ours, floor };
  } finally {
    await yardstick.close();
    await clinic.close();
  }
}
