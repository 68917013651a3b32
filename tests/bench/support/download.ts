/** One fresh tablet brings a caseload down, from the press that sets the passphrase. */
import { PASSPHRASE } from '../../e2e/clinician';
import type { Clinic } from './clinic';
import { derivationMs } from './device-worker';
import { largestRenderer } from './memory';
import { atSpeed, type Speed } from './speeds';
import { VISITS } from './template';
import { timeDownload } from './watched';

export interface Downloaded {
  /** Seconds until every patient of today's list can be opened, and until the screen says that the caseload is complete. */
  today: number;
  whole: number;
  /** Seconds that deriving the keys took, on top of that: the server answers meanwhile. */
  derivation: number;
  /** MB at the most, of the page's process with its workers. */
  memory: number;
}

/** Without the key derivation, which is slow on purpose; encrypted and durable as always. */
export async function downloadOnce(clinic: Clinic, speed: Speed): Promise<Downloaded> {
  const nurse = await clinic.arrive();
  const { page, tablet } = nurse;
  try {
    await nurse.signIn();
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByLabel('The same again', { exact: true }).fill(PASSPHRASE);
    return await atSpeed(speed, tablet.context, async () => {
      const { today, whole } = await page.evaluate(timeDownload, VISITS);
      const kdf = await derivationMs(page);
      const memory = await largestRenderer(tablet.context);
      const seconds = { today: (today - kdf) / 1000, whole: (whole - kdf) / 1000, derivation: kdf / 1000 };
      return { ...seconds, memory };
    });
  } finally {
    await clinic.dispose(tablet);
  }
}
