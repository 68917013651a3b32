/** Rounds of kills: a tablet writes, something is killed, and everything that was acknowledged is looked for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../src/lib/server/demo/random';
import type { Stage } from './stage';
import { Tablet } from './tablet';
import { judge, type Counts } from './tally';

/** What is written is read again after each kill: a tablet in use for longer only takes longer. */
const ROUNDS_A_TABLET = 20;
/** Filing takes about 20 ms an entry. */
const PATIENCE_MS = 300_000;

export interface Scene {
  stage: Stage;
  tablet: Tablet;
  patientId: string;
  random: Random;
  /** Texts that nothing else has. */
  notes: (count: number) => string[];
}

export interface Killed {
  /** Whether it came in the middle of things; asked when the tablet is open again. */
  caught: () => boolean;
  /** The address of the worker to come back with, when that is not the built one. */
  reopen?: string;
  browserLives?: true;
}

/** Brings about one kill. */
export type Kill = (scene: Scene) => Promise<Killed>;

export class Rounds {
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #inTurn: readonly Kill[];
  readonly #say: (line: string) => void;
  readonly #lost = new Set<string>();
  readonly #duplicated = new Set<string>();
  #kills = 0;
  #caught = 0;
  #unopenable = 0;
  #acknowledged = 0;
  #notes = 0;

  /** `inTurn`: one of them each round. */
  constructor(stage: Stage, random: Random, inTurn: readonly Kill[], say: (line: string) => void) {
    this.#stage = stage;
    this.#random = random;
    this.#inTurn = inTurn;
    this.#say = say;
  }

  async run(count: number): Promise<Counts> {
    for (let left = count; left > 0;) {
      const before = this.#kills;
      await this.#useTablet(Math.min(left, ROUNDS_A_TABLET));
      left -= this.#kills - before;
    }
    return {
      kills: this.#kills,
      caught: this.#caught,
      acknowledged: this.#acknowledged,
      lost: this.#lost.size,
      duplicated: this.#duplicated.size,
      unopenable: this.#unopenable,
    };
  }

  /** A new tablet for so many kills, or until one after which it does not open. */
  async #useTablet(rounds: number): Promise<void> {
    const profile = mkdtempSync(join(tmpdir(), 'doorstep-killed-'));
    const tablet = await Tablet.setUp(profile, this.#stage.server.origin);
    let opened = true;
    try {
      const patientId = this.#random.pick((await tablet.patientIds()) as [string]);
      for (let round = 0; round < rounds && opened; round++) opened = await this.#round(tablet, patientId);
      if (!opened) return;
      await this.#waitUntilFiled(tablet);
      this.#judge(tablet, await tablet.filedTexts(patientId), 'the record');
    } finally {
      this.#acknowledged += tablet.acknowledged.size;
      await tablet.kill();
      if (opened) rmSync(profile, { recursive: true, force: true });
    }
  }

  async #round(tablet: Tablet, patientId: string): Promise<boolean> {
    const notes = (count: number) => Array.from({ length: count }, () => `Note ${++this.#notes}.`);
    const kill = this.#inTurn[this.#kills % this.#inTurn.length];
    if (!kill) throw new Error('no kind of kill is named');
    const scene = { stage: this.#stage, tablet, patientId, random: this.#random, notes };
    const { caught, reopen, browserLives } = await kill(scene);
    this.#kills += 1;
    this.#stage.fault = undefined;
    if (!browserLives && !(await this.#opens(tablet, reopen))) return false;
    if (caught()) this.#caught += 1;
    await this.#recover(tablet);
    this.#judge(
      tablet,
      (await tablet.worker.call('outbox')).map(({ summary }) => summary),
      'the outbox',
    );
    return true;
  }

  /** Whether the vault opens again. If not, says why, and whether it does at another try. */
  async #opens(tablet: Tablet, worker: string | undefined): Promise<boolean> {
    const first = await wordsOfOpening(tablet, worker);
    if (first === 'open') return true;
    this.#unopenable += 1;
    this.#say(`kill ${this.#kills}: the vault does not open: ${first}`);
    await tablet.kill();
    this.#say(`at the next try: ${await wordsOfOpening(tablet, worker)}; kept in ${tablet.profile}`);
    return false;
  }

  /** Now and then Chromium has lost its databases after a kill. The device says so then, and what was answered comes from the server again. */
  async #recover({ worker }: Tablet): Promise<void> {
    const isDamaged = async () =>
      (await worker.call('status')).warnings.some(({ code }) => code === 'journal-damaged');
    if (!(await isDamaged())) return;
    this.#say(`kill ${this.#kills}: the device says that its journal is damaged, and fetches it again`);
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until && (await isDamaged());) {
      await worker.call('sync');
      await sleep(250);
    }
  }

  #judge(tablet: Tablet, found: readonly string[], where: string): void {
    const { lost, duplicated } = judge(tablet.acknowledged.values(), found);
    for (const text of lost) this.#note(this.#lost, text, `not in ${where}`);
    for (const text of duplicated) this.#note(this.#duplicated, text, `several times in ${where}`);
  }

  #note(among: Set<string>, text: string, words: string): void {
    if (!among.has(text)) this.#say(`kill ${this.#kills}: ${text} is ${words}`);
    among.add(text);
  }

  /** Everything that can arrive has arrived; what has not, the record will show. */
  async #waitUntilFiled({ worker }: Tablet): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      await worker.call('sync');
      const { counts } = await worker.call('status');
      if (counts['on-device'] + counts.received === 0) return;
      await sleep(250);
    }
  }
}

/** `open`, or what went wrong. */
async function wordsOfOpening(tablet: Tablet, worker: string | undefined): Promise<string> {
  try {
    await tablet.start(worker);
    const outcome = await tablet.unlock();
    return outcome.kind === 'open'
      ? outcome.kind
      : [JSON.stringify(outcome), ...tablet.worker.said].join('; ');
  } catch (cause) {
    return String(cause);
  }
}
