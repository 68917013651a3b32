/** A clinician with a tablet: the app driven as a person would, by what the screen says. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Tablet } from './tablet';

export const PASSPHRASE = 'copper kettle on the stove';

export class Clinician {
  private constructor(
    readonly tablet: Tablet,
    public page: Page,
    readonly origin: string,
    /** As the demo's sign-in page names them. */
    readonly name: string,
  ) {}

  static async arrive(tablet: Tablet, origin: string, name: string): Promise<Clinician> {
    const page = tablet.context.pages()[0] ?? (await tablet.context.newPage());
    await page.goto(origin);
    return new Clinician(tablet, page, origin, name);
  }

  /** The same clinician at another tab of the same tablet. */
  inTab(page: Page): Clinician {
    return new Clinician(this.tablet, page, this.origin, this.name);
  }

  /** From a fresh device to an open vault: the caseload begins to come down. */
  async setUp(): Promise<void> {
    await this.signIn();
    await this.choosePassphrase();
  }

  /** The same on a tablet on which somebody else has a vault. */
  async setUpBeside(): Promise<void> {
    await this.page.getByRole('button', { name: 'Someone else: sign in here' }).click();
    await this.page.getByRole('button', { name: 'Sign in as someone else' }).click();
    await this.page.getByRole('button', { name: this.name }).click();
    await this.page.getByRole('button', { name: 'Someone else: sign in here' }).click();
    await this.choosePassphrase();
  }

  /** On a tablet that somebody else has signed out of: a vault beside theirs. */
  async setUpAfter(): Promise<void> {
    const beside = this.page.getByRole('button', { name: 'Someone else: sign in here' });
    await beside.click();
    await this.page.getByRole('link', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: this.name }).click();
    await beside.click();
    await this.choosePassphrase();
  }

  async signIn(): Promise<void> {
    await this.page.getByRole('link', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: this.name }).click();
    await expect(this.heading('Choose a passphrase for this device')).toBeVisible();
  }

  async choosePassphrase(): Promise<void> {
    await this.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await this.page.getByLabel('The same again', { exact: true }).fill(PASSPHRASE);
    await this.page.getByRole('button', { name: 'Set passphrase and get my caseload' }).click();
    await expect(this.heading('Today')).toBeVisible({ timeout: 60_000 });
  }

  async caseloadComplete(): Promise<void> {
    await expect(this.page.getByText('Your caseload is complete on this device')).toBeVisible({
      timeout: 60_000,
    });
  }

  /** Everything that a round brings is here, with what comes after the caseload (the emergency summaries). */
  async roundOver(): Promise<void> {
    await this.open('Ready');
    await expect(this.page.getByRole('button', { name: 'Update now' })).toBeVisible({ timeout: 60_000 });
  }

  /** Set up, and everything down. */
  async ready(): Promise<this> {
    await this.setUp();
    await this.caseloadComplete();
    return this;
  }

  /** Closes the browser as switching the tablet off does, and comes back to the lock screen. */
  async switchOffAndOn(): Promise<void> {
    await this.tablet.switchOff();
    await this.switchOn();
  }

  async switchOn(): Promise<void> {
    const context = await this.tablet.switchOn();
    this.page = context.pages()[0] ?? (await context.newPage());
    await this.page.goto(this.origin);
    await expect(this.heading('Unlock')).toBeVisible({ timeout: 30_000 });
  }

  async unlock(passphrase = PASSPHRASE): Promise<void> {
    await this.page.getByLabel('Passphrase for this device', { exact: true }).fill(passphrase);
    await this.page.getByRole('button', { name: 'Unlock', exact: true }).click();
  }

  async lock(): Promise<void> {
    await this.page.getByRole('button', { name: 'Lock' }).click();
    await expect(this.heading('Unlock')).toBeVisible({ timeout: 30_000 });
  }

  async open(tab: 'Today' | 'Caseload' | 'Outbox' | 'Ready'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: tab }).click();
    await expect(this.heading(tab === 'Ready' ? 'Ready to leave' : tab)).toBeVisible();
  }

  /** The rows of the caseload, or of what the search found. */
  rows(): Locator {
    return this.page.getByRole('main').getByRole('listitem');
  }

  /** A patient of the caseload as the screen names them: `FAMILY, Given (Title)`. */
  async somePatient(index = 0): Promise<string> {
    await this.open('Caseload');
    return firstLine(await textOf(this.rows().nth(index)));
  }

  /** Who is visited today, in order. */
  async someVisited(index = 0): Promise<string> {
    await this.open('Today');
    return textOf(this.rows().nth(index).getByRole('link').first());
  }

  /** Opens a chart by way of the search. */
  async openChart(patient: string, section?: string): Promise<void> {
    await this.open('Caseload');
    await this.search(patient.replace(/\(.*\)/, ''));
    await this.rows().filter({ hasText: patient }).getByRole('link').first().click();
    await expect(this.page.getByRole('link', { name: 'Record a visit' })).toBeVisible();
    if (section) await this.showSection(section);
  }

  /** From an open chart to its sealed notes. */
  async openSealed(): Promise<void> {
    await this.showSection('Notes');
    await this.page.getByRole('link', { name: 'Sealed notes' }).click();
  }

  async showSection(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Chart' }).getByRole('link', { name }).click();
  }

  async search(query: string): Promise<void> {
    await this.page.getByLabel('Find a patient').fill(query);
  }

  /** From an open chart to the visit form. */
  async beginVisit(): Promise<void> {
    await this.page.getByRole('link', { name: 'Record a visit' }).click();
    await expect(this.page.getByRole('button', { name: 'Save visit' })).toBeVisible();
  }

  /** The field of a reading; its label goes on with the unit. */
  reading(label: string): Locator {
    return this.page.getByRole('textbox', { name: new RegExp(`^${label}`) });
  }

  async writeNote(text: string): Promise<void> {
    await this.page.getByLabel('What you saw and did').fill(text);
  }

  /** What the visit form offers to change of the care plan. */
  async planWordings(): Promise<{ goals: string[]; activities: string[] }> {
    const buttons = await this.page
      .getByRole('button', { name: /^Change the wording of / })
      .allTextContents();
    const wordings = buttons.map((text) => text.replace(/^\s*Change the wording\s*of\s*/, '').trim());
    const isGoal = (wording: string) => wording.startsWith('the goal ');
    return {
      goals: wordings.filter(isGoal).map((wording) => wording.slice('the goal '.length)),
      activities: wordings.filter((wording) => !isGoal(wording)),
    };
  }

  async setActivity(wording: string, to: 'Done' | 'Not done', because?: string): Promise<void> {
    const activity = this.page.getByRole('group', { name: wording, exact: true });
    await activity.getByRole('radio', { name: to, exact: true }).check();
    if (because !== undefined) await this.page.getByLabel('Not done because').fill(because);
  }

  async rewordActivity(wording: string, to: string): Promise<void> {
    await this.page.getByRole('button', { name: `Change the wording of ${wording}`, exact: true }).click();
    await this.page.getByLabel('New wording', { exact: true }).fill(to);
  }

  async rewordGoal(wording: string, to: string): Promise<void> {
    await this.page
      .getByRole('button', { name: `Change the wording of the goal ${wording}`, exact: true })
      .click();
    await this.page.getByLabel('New wording of the goal').fill(to);
  }

  /** A goal or an activity in the chart's care plan. */
  planItem(wording: string): Locator {
    return this.page.getByRole('main').getByRole('listitem').filter({ hasText: wording });
  }

  /** The notes, observations and visits of the chart's timeline. */
  timelineItems(): Locator {
    return this.page.getByRole('main').locator('ol > li');
  }

  timelineItem(text: string): Locator {
    return this.timelineItems().filter({ hasText: text });
  }

  /** Every place on the screen that says that something is disputed. */
  disputes(): Locator {
    return this.page.locator('.notice').filter({ hasText: /^\s*Disputed: / });
  }

  /** From an open chart to the page where a dispute about something of this title is decided. */
  async openDispute(title: string): Promise<void> {
    const dispute = this.disputes().filter({ hasText: `Disputed: ${title}` });
    await dispute.first().getByRole('link', { name: 'See both and decide' }).click();
    await expect(this.heading('Decide between two versions')).toBeVisible();
  }

  async saveVisit(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save visit' }).click();
  }

  /** Writes and saves a note; resolves when the screen says that it is saved on this device. */
  async recordNote(patient: string, text: string): Promise<void> {
    await this.openChart(patient);
    await this.beginVisit();
    await this.writeNote(text);
    await this.saveVisit();
    await this.saysSaved();
  }

  async saysSaved(): Promise<void> {
    await expect(this.page.getByText(/saved on this device/i).first()).toBeVisible();
  }

  /** The outbox's entries whose text has `text`. */
  outboxItem(text: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  /** What Ready to leave says about the device under this name. */
  fact(name: string): Locator {
    const term = this.page.getByRole('term').filter({ hasText: name });
    return this.page.locator('dl > div').filter({ has: term }).getByRole('definition');
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }
}

/** What it says, line by line. Rows are laid out when they come near the screen, and say nothing before. */
export async function textOf(part: Locator): Promise<string> {
  let text = '';
  await expect(async () => {
    text = (await part.innerText()).trim();
    expect(text).not.toBe('');
  }).toPass({ timeout: 10_000 });
  return text;
}

export function firstLine(text: string): string {
  return text.split('\n')[0]?.trim() ?? '';
}
