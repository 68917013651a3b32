/** From a tap on a patient to the chart on the screen. */
import type { Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { atSpeed, SPEEDS } from '../support/speeds';
import { timeOpening } from '../support/watched';

const HISTORIES = [60, 2_000];
/** Charts a round, each of another patient. */
const CHARTS = 5;

export const openChart: Row = {
  name: 'open-chart',
  what: 'tap on a patient → chart painted',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const documents of HISTORIES) {
      const clinic = await Clinic.open({ patients: 30, documents });
      try {
        const nurse = await clinic.settled();
        for (const speed of SPEEDS) {
          const ours: number[] = [];
          for (let round = 0; round < rounds; round++) ours.push(...(await open(nurse, speed)));
          series.push({
            row: 'open-chart',
            case: `${documents} documents, ${speed}`,
            unit: 'ms',
            ours,
            growth: { figure: speed, size: documents, of: 'documents' },
          });
        }
      } finally {
        await clinic.close();
      }
    }
    return series;
  },
};

async function open(nurse: Clinician, speed: (typeof SPEEDS)[number]): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 1; i <= CHARTS; i++) {
    await nurse.open('Caseload');
    const link = `.patients > li:nth-child(${i}) a`;
    await nurse.page.locator(link).waitFor();
    const time = () => nurse.page.evaluate(timeOpening, { link, selector: '.patient-page .action-bar a' });
    taken.push(await atSpeed(speed, nurse.tablet.context, time));
  }
  return taken;
}
