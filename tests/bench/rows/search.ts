/** From a keystroke in the search field to the list that it brings. */
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { atSpeed, SPEEDS } from '../support/speeds';
import { timeSearches } from '../support/watched';

const SIZES = [
  { patients: 300, documents: 60 },
  { patients: 10_000, documents: 6 },
];
/** Family names a round, typed to this many letters: the first letter finds hundreds. */
const NAMES = 5;
const LETTERS = 4;

export const search: Row = {
  name: 'search',
  what: 'a keystroke in “Find a patient” → the list of who fits in the document',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const size of SIZES) {
      const clinic = await Clinic.open(size);
      try {
        const nurse = await clinic.settled();
        const { page, tablet } = nurse;
        await nurse.open('Caseload');
        await page.locator('.patients .name').first().waitFor();
        const names = await page.locator('.patients .name').allTextContents();
        const words = [...new Set(names.map((name) => name.slice(0, LETTERS)))].slice(0, NAMES);
        for (const speed of SPEEDS) {
          const ours: number[] = [];
          for (let round = 0; round < rounds; round++) {
            ours.push(...(await atSpeed(speed, tablet.context, () => page.evaluate(timeSearches, words))));
          }
          series.push({ row: 'search', case: `${size.patients} patients, ${speed}`, unit: 'ms', ours });
        }
      } finally {
        await clinic.close();
      }
    }
    return series;
  },
};
