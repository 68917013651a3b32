/** A visit written without a signal goes up over a slow line that is cut twice on the way. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { dataWorker, syncNow } from '../support/device-worker';
import { SLOW } from '../support/line';
import { atSpeed, type Speed } from '../support/speeds';
import { timeSaves, waitingBytes } from '../support/watched';
import { bundled } from '../support/yardstick/bundled';
import { STOCK_POUCHDB } from '../support/yardstick/yardstick';

const ENTRIES = 8;
const PHOTO_BYTES = 300_000;
/** The line is cut when these shares of the payload have gone up. */
const CUTS = [1 / 3, 2 / 3];

export const visitUpload: Row = {
  name: 'visit-upload',
  what:
    '8 entries, and 8 entries with a photo of 300 KB, over 400 ms and 400 kbit/s, cut twice on the way → all filed: bytes sent ' +
    'over the bytes of what was written (sealed)',
  measure: async (rounds) => [
    ...(await measure(rounds, 'entries only')),
    ...(await measure(rounds, 'with a photo')),
    ...(await measure(rounds, 'with a photo', 'page ×4')),
  ],
};

async function measure(
  rounds: number,
  of: 'entries only' | 'with a photo',
  speed: Speed = 'full speed',
): Promise<Series[]> {
  const clinic = await Clinic.open({ patients: 30, documents: 60 });
  const ratios: number[] = [];
  const seconds: number[] = [];
  try {
    const nurse = await clinic.settled();
    await nurse.openChart(await nurse.somePatient());
    await nurse.beginVisit();
    await nurse.page.evaluate(await bundled(STOCK_POUCHDB));
    for (let round = 0; round < rounds; round++) {
      await syncNow(nurse.page);
      await nurse.tablet.context.setOffline(true);
      await nurse.page.evaluate(timeSaves, { times: ENTRIES, pause: 50 });
      const payload = await nurse.page.evaluate(waitingBytes, of === 'with a photo' ? PHOTO_BYTES : 0);
      clinic.line.pace = SLOW;
      clinic.line.reset();
      const began = performance.now();
      await atSpeed(speed, nurse.tablet.context, async () => {
        await nurse.tablet.context.setOffline(false);
        for (const share of CUTS) {
          while (clinic.line.traffic.up < payload * share) await sleep(20);
          clinic.line.cut();
          // As a browser says when it is back in a network.
          await dataWorker(nurse.page).evaluate(() => {
            dispatchEvent(new Event('online'));
          });
        }
        await nurse.page.getByText('Nothing waits to be filed').waitFor({ timeout: 300_000 });
      });
      seconds.push((performance.now() - began) / 1000);
      ratios.push(clinic.line.traffic.up / payload);
      clinic.line.pace = undefined;
    }
    const words = speed === 'full speed' ? of : `${of}, ${speed}`;
    return [
      { row: 'visit-upload', case: `bytes sent over payload, ${words}`, unit: '×', ours: ratios },
      { row: 'visit-upload', case: `until filed, ${words}`, unit: 's', ours: seconds },
    ];
  } finally {
    await clinic.close();
  }
}
