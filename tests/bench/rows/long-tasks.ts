/** How long the page's main thread is busy at one stretch while a nurse goes through the app. */
import type { Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic, complete } from '../support/clinic';
import { atSpeed, SPEEDS, type Speed } from '../support/speeds';
import { longTasks, watchLongTasks } from '../support/watched';

export const longTasksRow: Row = {
  name: 'long-tasks',
  what: 'the longest task of the page’s main thread (Long Tasks API: 50 ms and more) from the passphrase through a visit to the outbox',
  measure: async (rounds) => {
    const clinic = await Clinic.open({ patients: 300, documents: 60 });
    try {
      const series: Series[] = [];
      for (const speed of SPEEDS) {
        const ours: number[] = [];
        for (let round = 0; round < rounds; round++) ours.push(await longestOf(clinic, speed));
        series.push({ row: 'long-tasks', case: speed, unit: 'ms', ours });
      }
      return series;
    } finally {
      await clinic.close();
    }
  },
};

/** 0 for none that counts as long. */
async function longestOf(clinic: Clinic, speed: Speed): Promise<number> {
  const nurse = await clinic.arrive();
  try {
    await nurse.tablet.context.addInitScript(watchLongTasks);
    await nurse.signIn();
    return await atSpeed(speed, nurse.tablet.context, async () => {
      await nurse.choosePassphrase();
      await complete(nurse.page);
      await walk(nurse);
      return Math.max(0, ...(await nurse.page.evaluate(longTasks)));
    });
  } finally {
    await clinic.dispose(nurse.tablet);
  }
}

async function walk(nurse: Clinician): Promise<void> {
  await nurse.openChart(await nurse.somePatient());
  for (const section of ['Care plan', 'Observations', 'Notes', 'Documents']) await nurse.showSection(section);
  await nurse.beginVisit();
  await nurse.writeNote('Dressing renewed, skin intact.');
  await nurse.saveVisit();
  await nurse.saysSaved();
  await nurse.open('Outbox');
  await nurse.open('Ready');
  await nurse.open('Today');
}
