/**
 * What chance hardly brings together, put into a few schedules. Each is drawn by itself: the other schedules stay as they
 * are.
 */
import { Random } from '../../../src/lib/server/demo/random';
import { pauseOf, type Act, type Schedule, type Step } from './steps';

/** Of how many schedules. */
const UNANSWERED = 0.02;
const LATE = 0.08;
const TWO_TEAMS = 0.12;
const MOST_MOVES = 3;
const FULL_AT_START = 0.05;

export function withMeetings(schedule: Schedule): Schedule {
  return [withUnanswered, withLate, withMoves, withFullAtStart].reduce((made, add) => add(made), schedule);
}

/**
 * An entry that is in the record and has no answer, while somebody else changes on top of it what it changed; then it is
 * filed again.
 */
function withUnanswered(schedule: Schedule): Schedule {
  const { seed, tablets, patients, steps } = schedule;
  const chance = new Random(`${seed} unanswered`);
  if (tablets < 2 || !chance.chance(UNANSWERED)) return schedule;
  const [patient, activity] = [chance.int(0, patients - 1), chance.int(0, 1)];
  const first = chance.int(0, tablets - 1);
  const second = (first + chance.int(1, tablets - 1)) % tablets;
  const begun: Act[] = [
    { do: 'stop-answers', tablet: first },
    { do: 'change', tablet: first, patient, activity },
    // The news of it goes round, and of what was filed before.
    { do: 'import', patient },
    { do: 'change', tablet: second, patient, activity },
  ];
  const from = chance.int(0, steps.length);
  const until = chance.int(from, steps.length);
  return {
    ...schedule,
    steps: [
      ...steps.slice(0, from),
      ...begun.map((act) => ({ ...act, then: { ms: chance.int(2_000, 8_000) } })),
      ...steps.slice(from, until),
      { do: 'answer-again', tablet: first, then: pauseOf(chance) },
      ...steps.slice(until),
    ],
  };
}

/** A tablet that is enrolled after a backup, and writes; then the server goes back to that backup, and does not know it. */
function withLate(schedule: Schedule): Schedule {
  const { seed, tablets, patients, steps } = schedule;
  const chance = new Random(`${seed} late`);
  if (!chance.chance(LATE)) return schedule;
  const late = tablets - 1;
  const note = (): Act => ({ do: 'note', tablet: late, patient: chance.int(0, patients - 1) });
  const from = chance.int(0, steps.length);
  const until = chance.int(from, steps.length);
  const timed = (act: Act): Step => ({ ...act, then: pauseOf(chance) });
  return {
    ...schedule,
    steps: [
      ...steps.slice(0, from),
      ...[{ do: 'backup' } as const, { do: 'enrol', late } as const, note()].map(timed),
      ...steps.slice(from, until),
      ...[{ do: 'restore', midway: chance.chance(0.4) } as const, note()].map(timed),
      ...steps.slice(until),
    ],
  };
}

/** Patients who go from one team to the other, and back. */
function withMoves(schedule: Schedule): Schedule {
  const { seed, patients, steps } = schedule;
  const chance = new Random(`${seed} moves`);
  if (!chance.chance(TWO_TEAMS)) return schedule;
  const moves = Array.from({ length: chance.int(1, MOST_MOVES) }, () => chance.int(0, steps.length));
  const moved = moves.reduce((all: Step[], at) => {
    const act: Act = { do: 'move', patient: chance.int(0, patients - 1), team: chance.int(0, 1) };
    return [...all.slice(0, at), { ...act, then: pauseOf(chance) }, ...all.slice(at)];
  }, steps);
  return { ...schedule, teams: 2, steps: moved };
}

/** A tablet that is started on a full disk; then the server goes back to a backup of before what was written on it last. */
function withFullAtStart(schedule: Schedule): Schedule {
  const { seed, tablets, patients, steps } = schedule;
  const chance = new Random(`${seed} full at start`);
  if (!chance.chance(FULL_AT_START)) return schedule;
  const tablet = chance.int(0, tablets - 1);
  const begun: Act[] = [
    { do: 'backup' },
    { do: 'note', tablet, patient: chance.int(0, patients - 1) },
    { do: 'kill-tablet', tablet },
    { do: 'fill-disk', tablet },
    { do: 'start-tablet', tablet },
  ];
  const from = chance.int(0, steps.length);
  const until = chance.int(from, steps.length);
  return {
    ...schedule,
    steps: [
      ...steps.slice(0, from),
      ...begun.map((act) => ({ ...act, then: { ms: chance.int(2_000, 20_000) } })),
      ...steps.slice(from, until),
      { do: 'restore', midway: false, then: pauseOf(chance) },
      { do: 'free-disk', tablet, then: pauseOf(chance) },
      ...steps.slice(until),
    ],
  };
}
