/** A tablet as the faults see it: a profile on a disk, a browser that can be killed, the app's data worker in it. */
import type { BrowserContext, Cookie } from '@playwright/test';
import type { UnlockOutcome } from '../../../src/lib/device/api';
import type { PackLine } from '../../../src/lib/record/pack';
import { BrowserProcess } from './browser-process';
import { DataWorker } from './data-worker';
import { builtWorker } from './worker-scripts';

const PASSPHRASE = 'copper kettle on the stove';
const USER = 'Amara Okafor';

export class Tablet {
  /** Chromium writes cookies out every half minute: a session must not hang on the instant of a kill. */
  #cookies: Cookie[] = [];
  /** Told at the instant of each acknowledgement. */
  onSaved: (text: string) => void = () => undefined;
  #browser: BrowserProcess | undefined;
  #worker: DataWorker | undefined;
  #userId = '';

  private constructor(
    /** The folder of the browser's profile. */
    readonly profile: string,
    readonly origin: string,
    /** Acknowledged notes: what each says, by entry id. */
    readonly acknowledged = new Map<string, string>(),
  ) {}

  /** A new tablet: signed in, vault made, caseload down. */
  static async setUp(profile: string, origin: string): Promise<Tablet> {
    const tablet = new Tablet(profile, origin);
    try {
      await tablet.#setUp();
    } catch (cause) {
      await tablet.kill();
      throw new Error('the tablet could not be set up', { cause });
    }
    return tablet;
  }

  async #setUp(): Promise<void> {
    const { context } = (this.#browser = await BrowserProcess.start(this.profile));
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${this.origin}/sign-in`);
    await page.getByRole('button', { name: USER }).click();
    await page.waitForURL(`${this.origin}/**`);
    await page.waitForLoadState();
    this.#cookies = await context.cookies();
    const worker = (this.#worker = await this.#startWorker(context));
    const made = await worker.call('createVault', PASSPHRASE);
    if (made.kind !== 'open') throw new Error(`no vault was made: ${made.kind}`);
    this.#userId = made.user.id;
    await worker.call('sync');
    if ((await worker.call('status')).completeAt === undefined)
      throw new Error('the caseload did not come down');
  }

  /** The same tablet with what its disk held at another time. */
  at(profile: string): Tablet {
    const tablet = new Tablet(profile, this.origin);
    tablet.#cookies = this.#cookies;
    tablet.#userId = this.#userId;
    return tablet;
  }

  get worker(): DataWorker {
    if (!this.#worker) throw new Error('the tablet is off');
    return this.#worker;
  }

  /** Starts the browser and, in it, the built worker or the one at this address. The vault is still locked. */
  async start(worker?: string): Promise<void> {
    this.#browser = await BrowserProcess.start(this.profile);
    await this.#browser.context.addCookies(this.#cookies);
    this.#worker = await this.#startWorker(this.#browser.context, worker);
  }

  unlock(): Promise<UnlockOutcome> {
    return this.worker.call('unlock', this.#userId, PASSPHRASE);
  }

  /** As a person does whose vault can't be read: a new one in its place. */
  async startAgain(): Promise<void> {
    const made = await this.worker.call('createVault', PASSPHRASE);
    if (made.kind !== 'open') throw new Error(`no vault was made: ${made.kind}`);
  }

  async kill(): Promise<void> {
    await this.#browser?.kill();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  freeze(): void {
    this.#browser?.freeze();
  }

  thaw(): void {
    this.#browser?.thaw();
  }

  /** The patients on it. */
  async patientIds(): Promise<string[]> {
    return (await this.worker.call('caseload')).cards.map(({ patientId }) => patientId);
  }

  /** The notes of the server's record of a patient, as this user may read it. */
  async filedTexts(patientId: string): Promise<string[]> {
    const { request } = this.worker.page.context();
    const answer = await request.post(`${this.origin}/api/packs`, {
      data: { want: [{ patientId }] },
      headers: { origin: this.origin },
      // A machine that is busy with much else is no fault of what is tried.
      timeout: 120_000,
    });
    const [line = '{}'] = (await answer.text()).split('\n');
    const { changed } = JSON.parse(line) as PackLine;
    return changed.flatMap((resource) => {
      const content = resource['content'] as { attachment?: { data?: string } }[] | undefined;
      const data = resource.resourceType === 'DocumentReference' ? content?.[0]?.attachment?.data : undefined;
      return data === undefined ? [] : [Buffer.from(data, 'base64').toString()];
    });
  }

  #startWorker(context: BrowserContext, address = builtWorker()): Promise<DataWorker> {
    return DataWorker.start(context, {
      origin: this.origin,
      address,
      onSaved: (entryId, text) => {
        this.acknowledged.set(entryId, text);
        this.onSaved(text);
      },
    });
  }
}
