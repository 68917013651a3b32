/** A tablet without a signal is switched on: how soon one can unlock it, and how soon Today stands. */
import { PASSPHRASE, type Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic, NAMES } from '../support/clinic';
import { derivationMs } from '../support/device-worker';
import { atSpeed, SPEEDS, type Speed } from '../support/speeds';
import { timeUnlock, watchForUnlockField } from '../support/watched';

/** The speeds are compared with one of them; the others say how it grows. */
const SIZES: { patients: number; documents: number; speeds: readonly Speed[] }[] = [
  { patients: 300, documents: 60, speeds: SPEEDS },
  { patients: 30, documents: 60, speeds: ['full speed'] },
  { patients: 10_000, documents: 6, speeds: ['full speed'] },
];

export const coldStart: Row = {
  name: 'cold-start',
  what:
    'offline, a browser that has just been started: address opened → unlock field usable; Unlock pressed (without the key ' +
    'derivation) → Today painted; 300 patients of 60 documents, unless it says otherwise',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const size of SIZES) series.push(...(await measure(rounds, size)));
    return series;
  },
};

async function measure(rounds: number, { speeds, ...size }: (typeof SIZES)[number]): Promise<Series[]> {
  const clinic = await Clinic.open(size);
  try {
    const nurse = await clinic.settled();
    await nurse.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // No server at all: nothing but what the tablet keeps can answer.
    await clinic.server.kill();
    const series: Series[] = [];
    for (const speed of speeds) {
      const field: number[] = [];
      const today: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const once = await start(nurse, speed);
        field.push(once.field);
        today.push(once.today);
      }
      const of = (figure: string, ours: number[]): Series => ({
        row: 'cold-start',
        case: `${figure}, ${speed}${speeds === SPEEDS ? '' : `, ${size.patients} patients`}`,
        unit: 'ms',
        ours,
        growth: { figure: `${figure}, ${speed}`, size: size.patients, of: 'patients' },
      });
      series.push(of('unlock field', field), of('Today', today));
    }
    return series;
  } finally {
    await clinic.close();
  }
}

async function start({ tablet, origin }: Clinician, speed: Speed): Promise<{ field: number; today: number }> {
  await tablet.switchOff();
  const context = await tablet.switchOn();
  await context.addInitScript(NAMES);
  await context.addInitScript(watchForUnlockField);
  const page = await context.newPage();
  return atSpeed(speed, context, async () => {
    const usable = page.waitForEvent('console', (said) => said.text() === 'unlock field');
    await page.goto(origin, { waitUntil: 'commit' });
    await usable;
    const input = page.getByLabel('Passphrase for this device', { exact: true });
    await input.fill(PASSPHRASE);
    const field = await page.evaluate(() => (globalThis as { unlockFieldAt?: number }).unlockFieldAt ?? NaN);
    const pressed = await page.evaluate(timeUnlock);
    const kdf = await derivationMs(page);
    return { field, today: pressed - kdf };
  });
}
