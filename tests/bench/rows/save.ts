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
const IN_A_ROW = { words: 'in a row, ', pause: 50, times: 100, timesSlowed: 100, atATime: 20 };
/** The floor comes in turn with ours, after the same pause, and so often for each of ours. */
const FLOOR_SHARE = 0.25;
/** Of a note's sealed entry in its journal. */
const BYTES = 2_700;
/** Then comes the next patient: what a record takes that is told of anew after each save grows with its notes. */
const AT_ONE_PATIENT = 20;
const PATIENTS = { patients: 300, documents: 60 };
/** What stands below the screen has no text yet: the rows that the caseload is begun with. */
const VISITED = 10;
/** Entries that the journal holds already, all of them filed. */
const JOURNALS = [0, 100, 1_000];

export const save: Row = {
  name: 'save',
  what: 'Save pressed → durable and on screen; floor: one strict IndexedDB put of the same bytes, and a word on the screen',
  measure: async (rounds) => {
    const clinic = await Clinic.open(PATIENTS);
    try {
      return [...(await atEachSpeed(rounds, clinic)), ...(await asTheJournalGrows(clinic))];
    } finally {
      await clinic.close();
    }
  },
};

async function atEachSpeed(rounds: number, clinic: Clinic): Promise<Series[]> {
  const nurse = await noting(clinic);
  const nextForm = formsOf(nurse);
  const series: Series[] = [];
  for (const speed of SPEEDS) {
    for (const { words, pause, atATime, ...of } of [APART, IN_A_ROW]) {
      const times = rounds * (speed === 'full speed' ? of.times : of.timesSlowed);
      const puts = { times: atATime * FLOOR_SHARE, bytes: BYTES, pause };
      const ours: number[] = [];
      const floor: number[] = [];
      while (ours.length < times) {
        await nextForm();
        await atSpeed(speed, nurse.tablet.context, async () => {
          for (let done = 0; done < AT_ONE_PATIENT; done += atATime) {
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
  const nurse = await noting(clinic);
  const nextForm = formsOf(nurse);
  const series: Series[] = [];
  let held = 0;
  const saves = async (times: number, pause: number): Promise<number[]> => {
    const taken: number[] = [];
    while (taken.length < times) {
      await nextForm();
      taken.push(...(await nurse.page.evaluate(timeSaves, { times: AT_ONE_PATIENT, pause })));
    }
    held += taken.length;
    return taken;
  };
  for (const size of JOURNALS) {
    await saves(size - held, 0);
    await nurse.page.getByText('Nothing waits to be filed').waitFor({ timeout: 300_000 });
    series.push({
      row: 'save',
      case: `a journal of ${size} entries`,
      unit: 'ms',
      ours: await saves(APART.timesSlowed, APART.pause),
      growth: { figure: 'full speed, by what the journal holds', size, of: 'entries' },
    });
  }
  return series;
}

/** A tablet that notes what is saved: it takes its log from the second minute of the file on. */
async function noting(clinic: Clinic): Promise<Clinician> {
  const nurse = await clinic.settled();
  await sleep(FLUSHED_AFTER_MS);
  return nurse;
}

/** How to get to the next patient’s form. */
function formsOf(nurse: Clinician): () => Promise<void> {
  let visited = 0;
  return async () => {
    await nurse.openChart(await nurse.somePatient(visited++ % VISITED));
    await nurse.beginVisit();
  };
}
