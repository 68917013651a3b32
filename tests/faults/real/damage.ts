/** `npm run faults -- --damage N`: the files of a real Chromium are damaged while it is closed, and it is opened again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../../src/lib/server/demo/random';
import { ensureBuilt } from './build';
import { damageFiles } from './damaged-files';
import { Stage } from './stage';
import { Tablet } from './tablet';
import { inWords, judge } from './tally';

const CASES_A_TABLET = 10;
const NOTES_A_CASE = 2;
const PATIENCE_MS = 120_000;
/** What is looked through in the background after opening is through by then. */
const NOTICED_WITHIN_MS = 10_000;

export interface DamageCounts {
  cases: number;
  /** The device said that something is damaged, or gone. */
  noticed: number;
  /** Damages of which nothing was said while nothing was missing: the bytes meant nothing. They are no cases; another was done on top. */
  harmless: number;
  acknowledged: number;
  /** Not in the record in the end, and the user was told how many. */
  named: number;
  /** Noticed, and the browser opened no database of this site any more: carried up from their second place, and cleared. */
  cleared: number;
  /** Noticed, and no way on. */
  stuck: number;
  /** Something was missing, and nothing was said. */
  silent: number;
  /** Not in the record in the end, and not named either. */
  lost: number;
}

/**
 * So many cases on a server of their own: each a damage that takes something away, or makes it unreadable. Prints each; answers
 * whether all were noticed, left a way on, and lost nothing without a word.
 */
export async function damageEach({ count, seed }: { count: number; seed: string }): Promise<boolean> {
  ensureBuilt();
  const counts = await damageInTurn({ count, seed, say: console.log });
  console.log(`damage: ${inWords(counts)}`);
  return counts.noticed === count && counts.stuck + counts.silent + counts.lost === 0;
}

export async function damageInTurn({
  count,
  seed,
  say,
  template,
}: {
  count: number;
  seed: string;
  say: (line: string) => void;
  template?: string;
}): Promise<DamageCounts> {
  const stage = await Stage.open(template);
  const random = new Random(`${seed}/damage`);
  const counts = {
    cases: 0,
    noticed: 0,
    harmless: 0,
    acknowledged: 0,
    named: 0,
    cleared: 0,
    stuck: 0,
    silent: 0,
    lost: 0,
  };
  try {
    while (counts.cases < count) {
      // After one that is stuck, or cleared, the next begins on a new tablet.
      const cases = Math.min(CASES_A_TABLET, count - counts.cases);
      await useTablet(stage, random, cases, counts, say);
    }
  } finally {
    await stage.close();
  }
  return counts;
}

async function useTablet(
  stage: Stage,
  random: Random,
  cases: number,
  counts: DamageCounts,
  say: (line: string) => void,
): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'doorstep-damaged-'));
  const tablet = await Tablet.setUp(profile, stage.server.origin);
  try {
    const patients = await tablet.patientIds();
    const patientId = random.pick(patients as [string]);
    for (let n = 0; n < cases; n += 1) {
      const unsent = Array.from({ length: NOTES_A_CASE }, (_, i) => `Damage ${counts.cases}, note ${i}.`);
      stage.fault = (path) => (/^\/(api|journals)\//.test(path) ? { kind: 'drop' } : undefined);
      await tablet.worker.saveNotes(patientId, unsent);
      let seen: Seen;
      do {
        await tablet.close();
        say(`${counts.cases + 1}: ${damageFiles(profile, random)}`);
        await tablet.start();
        seen = await lookAt(tablet, unsent, patients.length);
        counts[seen.verdict] += 1;
      } while (seen.verdict === 'harmless');
      counts.cases += 1;
      stage.fault = undefined;
      if (seen.unopenable) {
        const named = await rescueFrom(tablet, counts, say);
        const missing = await missingInTheEnd(tablet, patientId, unsent);
        counts.acknowledged += unsent.length;
        counts.lost += Math.max(0, missing.length - named);
        say(`${counts.cases}: ${seen.verdict}, ${seen.words}; not filed ${missing.length}`);
        return;
      }
      if (!seen.open) await tablet.startAgain();
      await syncUntilFiled(tablet);
      const { lost: named = { count: 0 } } = await tablet.worker.call('status');
      await tablet.worker.call('readLosses');
      const missing = judge(unsent, await tablet.filedTexts(patientId)).lost;
      counts.acknowledged += unsent.length;
      counts.named += named.count;
      counts.lost += Math.max(0, missing.length - named.count);
      say(
        `${counts.cases}: ${seen.verdict}, ${seen.words}; not filed ${missing.length}, named ${named.count}`,
      );
    }
  } finally {
    await tablet.kill();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** As a person does when the browser opens no database of this site: everything is carried up, then cleared, then begun anew. */
async function rescueFrom(
  tablet: Tablet,
  counts: DamageCounts,
  say: (line: string) => void,
): Promise<number> {
  const rescued = await tablet.worker.call('rescue');
  const cleared = await tablet.worker.call('clearStorage');
  say(`${counts.cases}: rescued ${JSON.stringify(rescued)}; ${cleared}`);
  counts.named += rescued.lost.count;
  if (cleared !== 'cleared') counts.stuck += 1;
  else {
    counts.cleared += 1;
    await tablet.close();
    await tablet.start();
    await tablet.startAgain();
    await syncUntilFiled(tablet);
  }
  return rescued.lost.count;
}

/** What was carried up is filed within moments: nobody on the tablet waits for it. */
async function missingInTheEnd(
  tablet: Tablet,
  patientId: string,
  unsent: readonly string[],
): Promise<string[]> {
  const until = Date.now() + NOTICED_WITHIN_MS;
  for (;;) {
    const { lost } = judge(unsent, await tablet.filedTexts(patientId));
    if (lost.length === 0 || Date.now() > until) return lost;
    await sleep(250);
  }
}

interface Seen {
  verdict: 'noticed' | 'harmless' | 'silent';
  words: string;
  /** Whether the vault could be opened. */
  open: boolean;
  /** Nothing can be begun beside it. */
  unopenable?: boolean;
}

/** What the device says, without a network, about what stands on it. */
async function lookAt(tablet: Tablet, unsent: readonly string[], patients: number): Promise<Seen> {
  const state = await tablet.worker.call('vaultState');
  if (state.kind === 'damaged') return noticed('no vault can be read', state);
  if (state.kind !== 'locked') return { verdict: 'silent', words: state.kind, open: false };
  const outcome = await tablet.unlock();
  if (outcome.kind === 'damaged') return noticed(outcome.reason, outcome);
  if (outcome.kind !== 'open') return { verdict: 'silent', words: outcome.kind, open: false };
  const until = Date.now() + NOTICED_WITHIN_MS;
  while (Date.now() < until) {
    const { warnings } = await tablet.worker.call('status');
    const words = warnings.map(({ code }) => code).join(' ');
    if (words !== '') return { verdict: 'noticed', words, open: true };
    await sleep(500);
  }
  const texts = (await tablet.worker.call('outbox')).map(({ summary }) => summary);
  const { cards } = await tablet.worker.call('caseload');
  const whole = judge(unsent, texts).lost.length === 0 && cards.length === patients;
  return { verdict: whole ? 'harmless' : 'silent', words: 'nothing is said', open: true };
}

function noticed(words: string, { unopenable = false }: { unopenable?: boolean }): Seen {
  return { verdict: 'noticed', words, open: false, unopenable };
}

async function syncUntilFiled({ worker }: Tablet): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    await worker.call('sync');
    const { counts, warnings } = await worker.call('status');
    const damaged = warnings.some(({ code }) => code === 'journal-damaged');
    if (!damaged && counts['on-device'] + counts.received === 0) return;
    await sleep(250);
  }
}
