/** The schedule that a seed makes: acts drawn by chance, and now and then a few that belong together. */
import { Random } from '../../../src/lib/server/demo/random';
import { FAULTS, LINK_STATES } from './link';
import { withMeetings } from './meetings';
import { MINUTE, pauseOf, type Act, type Ending, type Schedule, type Writing } from './steps';

const FEWEST_STEPS = 5;
const MOST_STEPS = 14;
const DAY = 24 * 60 * MINUTE;

export function scheduleOf(seed: string): Schedule {
  const chance = new Random(seed);
  const [tablets, patients] = [chance.int(1, 3), chance.int(1, 2)];
  const plan = new Plan(chance, tablets, patients);
  const length = chance.int(FEWEST_STEPS, MOST_STEPS);
  const steps = Array.from({ length }, () => ({ ...plan.next(), then: pauseOf(chance) }));
  return withMeetings({ seed, tablets, patients, teams: 1, steps });
}

type Maker = (chance: Random, tablet: number, patient: number) => Act;

/** Each kind of act with how often it comes; `undone` names the act that must have come before, and is undone by it. */
const ACTS: readonly { weight: number; make: Maker; undone?: Act['do'] }[] = [
  { weight: 12, make: (_, tablet, patient) => ({ do: 'note', tablet, patient }) },
  { weight: 3, make: (_, tablet, patient) => ({ do: 'observations', tablet, patient }) },
  {
    weight: 16,
    make: (chance, tablet, patient) => ({ do: 'change', tablet, patient, activity: chance.int(0, 1) }),
  },
  { weight: 2, make: (_, tablet, patient) => ({ do: 'amend', tablet, patient }) },
  {
    weight: 8,
    make: (chance, tablet, patient) => ({
      do: 'decide',
      tablet,
      patient,
      take: chance.pick(['current', 'proposed']),
    }),
  },
  { weight: 4, make: (_, tablet) => ({ do: 'send-again', tablet }) },
  { weight: 2, make: (_, tablet) => ({ do: 'set-aside', tablet }) },
  { weight: 6, make: (chance, tablet) => ({ do: 'link', tablet, state: chance.pick(LINK_STATES) }) },
  {
    weight: 18,
    make: (chance, tablet) => faultOf(chance, tablet),
  },
  { weight: 4, make: (_, tablet) => ({ do: 'kill-tablet', tablet }) },
  { weight: 2, make: (_, tablet) => ({ do: 'cut-power', tablet }) },
  { weight: 30, make: (_, tablet) => ({ do: 'start-tablet', tablet }), undone: 'kill-tablet' },
  { weight: 3, make: (chance, tablet) => ({ do: 'clock', tablet, aheadMs: clockOf(chance) }) },
  { weight: 2, make: (_, tablet) => ({ do: 'fill-disk', tablet }) },
  { weight: 10, make: (_, tablet) => ({ do: 'free-disk', tablet }), undone: 'fill-disk' },
  {
    weight: 6,
    make: (chance) => ({ do: 'kill-server', afterWrites: chance.int(0, 8), written: chance.chance(0.5) }),
  },
  { weight: 30, make: () => ({ do: 'start-server' }), undone: 'kill-server' },
  { weight: 3, make: (chance) => ({ do: 'fail-write', afterWrites: chance.int(0, 8) }) },
  { weight: 1, make: () => ({ do: 'fill-server-disk' }) },
  { weight: 20, make: () => ({ do: 'free-server-disk' }), undone: 'fill-server-disk' },
  { weight: 3, make: () => ({ do: 'backup-journals' }) },
  { weight: 6, make: () => ({ do: 'backup' }) },
  { weight: 14, make: (chance) => ({ do: 'restore', midway: chance.chance(0.4) }), undone: 'backup' },
  { weight: 9, make: (_, __, patient) => ({ do: 'import', patient }) },
  { weight: 3, make: (_, __, patient) => ({ do: 'leave', patient }) },
  { weight: 12, make: (_, __, patient) => ({ do: 'return', patient }), undone: 'leave' },
];

/** Draws acts, and knows enough of what they did not to draw what can do nothing. */
class Plan {
  readonly #done = new Set<Act['do']>();

  constructor(
    readonly chance: Random,
    readonly tablets: number,
    readonly patients: number,
  ) {}

  next(): Act {
    const { chance } = this;
    const open = ACTS.filter(({ undone }) => undone === undefined || this.#done.has(undone));
    let lot = chance.next() * open.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = open.find(({ weight }) => (lot -= weight) < 0) ?? open[0];
    if (!chosen) throw new Error('there is nothing to do');
    const made = chosen.make(chance, chance.int(0, this.tablets - 1), chance.int(0, this.patients - 1));
    const act = isWriting(made) && chance.chance(ENDED) ? { ...made, ended: endingOf(chance) } : made;
    this.#done.add(act.do === 'cut-power' || 'ended' in act ? 'kill-tablet' : act.do);
    // A tablet that is still off, or a backup that may be used again, is worth another one now and then.
    if (chosen.undone !== undefined && chance.chance(0.7)) this.#done.delete(chosen.undone);
    return act;
  }
}

/** How many of the acts of writing end with the tablet. */
const ENDED = 0.12;

function endingOf(chance: Random): Ending {
  return { by: chance.chance(0.7) ? 'cut-power' : 'kill-tablet', turns: chance.int(0, 12) };
}

const isWriting = (act: Act): act is Writing => 'tablet' in act && 'patient' in act;

/** How the path of a request ends, of those in which most is at stake. */
const REQUESTS = ['/packs', '/caseload', '_bulk_docs', '_revs_diff', '_bulk_get', '_changes'] as const;

function faultOf(chance: Random, tablet: number): Act {
  // What never answers is ended by nobody but whoever waits for it.
  const fault = chance.chance(0.25) ? 'silence' : chance.pick(FAULTS);
  return chance.chance(0.5)
    ? { do: 'fault', tablet, fault, on: chance.pick(REQUESTS), after: chance.int(0, 1) }
    : { do: 'fault', tablet, fault, on: '', after: chance.int(0, 12) };
}

function clockOf(chance: Random): number {
  return chance.pick([0, 10 * MINUTE, -10 * MINUTE, DAY, -DAY, 40 * DAY, -40 * DAY]);
}
