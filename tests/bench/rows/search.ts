/** From a keystroke in the search field to the list that it brings. */
import type { Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { atSpeed, SPEEDS } from '../support/speeds';
import { timeSearches } from '../support/watched';

const SIZES = [
  { patients: 30, documents: 60 },
  { patients: 300, documents: 60 },
  { patients: 10_000, documents: 6 },
];
/** Names a round that begin so, typed to this many letters: the first letter finds thousands. */
const INITIALS = ['b', 'h', 'm', 's', 'w'];
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
        const words = await wordsOf(nurse);
        for (const speed of SPEEDS) {
          const ours: number[] = [];
          for (let round = 0; round < rounds; round++) {
            ours.push(...(await atSpeed(speed, tablet.context, () => page.evaluate(timeSearches, words))));
          }
          series.push({
            row: 'search',
            case: `${size.patients} patients, ${speed}`,
            unit: 'ms',
            ours,
            growth: { figure: speed, size: size.patients, of: 'patients' },
          });
        }
      } finally {
        await clinic.close();
      }
    }
    return series;
  },
};

/** As they stand in names of the caseload, from all over the alphabet: those of the first screen begin all alike. */
async function wordsOf({ page }: Clinician): Promise<string[]> {
  const words: string[] = [];
  for (const initial of INITIALS) {
    await page.locator('#search').fill(initial);
    await page.locator('main p.bold[role=status]', { hasText: 'found' }).waitFor();
    const names = (await page.locator('.patients:visible .name').allTextContents()).join(' ').toLowerCase();
    const word = names.match(/[a-z]+/g)?.find((word) => word.length >= LETTERS && word.startsWith(initial));
    if (word !== undefined) words.push(word.slice(0, LETTERS));
    await page.locator('#search').fill('');
    await page.locator('main p.bold[role=status]', { hasText: 'on this device' }).waitFor();
  }
  return words;
}
