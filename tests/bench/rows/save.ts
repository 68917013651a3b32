/** From pressing Save to "Saved on this device", beside a raw write of the same bytes. */
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { atSpeed, SPEEDS } from '../support/speeds';
import { timeRawPuts, timeSaves } from '../support/watched';

/**
 * In each round at each speed. Apart: what one save sets going (its draft goes, it is sent, its answer comes) has come to its
 * end before the next. In a row: it has not, and all of it competes with the next.
 */
const PACES = [
  { words: '', times: 30, pause: 2_000 },
  { words: ', in a row', times: 100, pause: 50 },
];
const FLOOR_PUTS = 100;
/** Of a note's sealed entry in its journal. */
const BYTES = 2_700;

export const save: Row = {
  name: 'save',
  what: 'Save pressed → durable and on screen; floor: one strict IndexedDB put of the same bytes, and a word on the screen',
  measure: async (rounds) => {
    const clinic = await Clinic.open({ patients: 30, documents: 60 });
    try {
      const nurse = await clinic.settled();
      await nurse.openChart(await nurse.somePatient());
      await nurse.beginVisit();
      const series: Series[] = [];
      for (const speed of SPEEDS) {
        for (const { words, times, pause } of PACES) {
          const ours: number[] = [];
          const floor: number[] = [];
          for (let round = 0; round < rounds; round++) {
            await atSpeed(speed, nurse.tablet.context, async () => {
              ours.push(...(await nurse.page.evaluate(timeSaves, { times, pause })));
              floor.push(...(await nurse.page.evaluate(timeRawPuts, { times: FLOOR_PUTS, bytes: BYTES })));
            });
          }
          series.push({ row: 'save', case: `${speed}${words}`, unit: 'ms', ours, floor });
        }
      }
      return series;
    } finally {
      await clinic.close();
    }
  },
};
