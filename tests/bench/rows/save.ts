/** From pressing Save to "Saved on this device", beside a raw write of the same bytes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FLUSHED_AFTER_MS } from '../../../src/lib/device/journal/copy-log';
import type { Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { atSpeed, SPEEDS } from '../support/speeds';
import { timeRawPuts, timeSaves } from '../support/watched';

/**
 * In each round. Apart: what one save sets going (its draft goes, it is sent, its answer comes) has come to its end before the
 * next; a thousand of them in five rounds, fewer on a slower processor. In a row: it has not, and all of it competes with the next.
 */
const APART = { words: '', pause: 500, times: 200, timesSlowed: 40, atATime: 4 };
const IN_A_ROW = { words: 'in a row, ', pause: 50, times: 100, timesSlowed: 100, atATime: 100 };
/** The floor comes in turn with ours, after the same pause, and so often for each of ours. */
const FLOOR_SHARE = 0.25;
/** Of a note's sealed entry in its journal. */
const BYTES = 2_700;
/** Entries that the journal holds already, all of them filed. */
const JOURNALS = [0, 100, 1_000];

export const save: Row = {
  name: 'save',
  what: 'Save pressed → durable and on screen; floor: one strict IndexedDB put of the same bytes, and a word on the screen',
  measure: async (rounds) => {
    const clinic = await Clinic.open({ patients: 30, documents: 60 });
    try {
      return [...(await atEachSpeed(rounds, clinic)), ...(await asTheJournalGrows(clinic))];
    } finally {
      await clinic.close();
    }
  },
};

async function atEachSpeed(rounds: number, clinic: Clinic): Promise<Series[]> {
  const nurse = await atTheForm(clinic);
  const series: Series[] = [];
  for (const speed of SPEEDS) {
    for (const { words, pause, atATime, ...of } of [APART, IN_A_ROW]) {
      const times = speed === 'full speed' ? of.times : of.timesSlowed;
      const ours: number[] = [];
      const floor: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await atSpeed(speed, nurse.tablet.context, async () => {
          const puts = { times: atATime * FLOOR_SHARE, bytes: BYTES, pause };
          for (let done = 0; done < times; done += atATime) {
            ours.push(...(await nurse.page.evaluate(timeSaves, { times: atATime, pause })));
            floor.push(...(await nurse.page.evaluate(timeRawPuts, puts)));
          }
        });
      }
      series.push({ row: 'save', case: `${words}${speed}`, unit: 'ms', ours, floor });
    }
  }
  await clinic.dispose(nurse.tablet);
  return series;
}

/** On a tablet of its own, whose journal is empty at first. */
async function asTheJournalGrows(clinic: Clinic): Promise<Series[]> {
  const nurse = await atTheForm(clinic);
  const series: Series[] = [];
  let held = 0;
  for (const size of JOURNALS) {
    await nurse.page.evaluate(timeSaves, { times: Math.max(0, size - held), pause: 0 });
    await nurse.page.getByText('Nothing waits to be filed').waitFor({ timeout: 300_000 });
    const ours = await nurse.page.evaluate(timeSaves, { pause: APART.pause, times: APART.timesSlowed });
    held = Math.max(size, held) + ours.length;
    series.push({
      row: 'save',
      case: `a journal of ${size} entries`,
      unit: 'ms',
      ours,
      growth: { figure: 'full speed, by what the journal holds', size, of: 'entries' },
    });
  }
  return series;
}

async function atTheForm(clinic: Clinic): Promise<Clinician> {
  const nurse = await clinic.settled();
  // The log that saves are noted in is taken from the second minute of its file on.
  await sleep(FLUSHED_AFTER_MS);
  await nurse.openChart(await nurse.somePatient());
  await nurse.beginVisit();
  return nurse;
}
