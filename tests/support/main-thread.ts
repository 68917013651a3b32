/**
 * What a page keeps its main thread busy with, task by task: Chromium's own trace, which knows the processor time of each. What
 * of a task is neither script of the page nor its layout and painting is not the page's: the test driver's own looking, and
 * what Chromium itself tidies up after a page has gone.
 */
import type { Browser, Page } from '@playwright/test';

export interface Task {
  /** In which it began. */
  step: string;
  /** By the clock, as the Long Tasks API has it. */
  ms: number;
  /** What the thread itself has worked: others on the machine make this hardly longer. */
  processorMs: number;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  tdur?: number;
}

const MARK = 'step: ';
const TASK = 'RunTask';
const CATEGORIES = [
  'blink.user_timing',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'v8.execute',
];
/** What V8 does besides is part of the script that it is done for, or of nobody's. */
const ENGINE = /^V8\./;

/** Of the page's browser, from `watch` to `end`; only one at a time. */
export class MainThread {
  private constructor(
    private readonly browser: Browser,
    private readonly page: () => Page,
  ) {}

  static async watch(page: () => Page): Promise<MainThread> {
    const browser = page().context().browser();
    if (!browser) throw new Error('this browser can not be traced');
    await browser.startTracing(undefined, { categories: CATEGORIES });
    return new MainThread(browser, page);
  }

  /** What follows belongs to this step, until the next one begins. */
  async step<T>(name: string, job: () => Promise<T>): Promise<T> {
    await this.page().evaluate((mark) => performance.mark(mark), MARK + name);
    return job();
  }

  /** Of all steps. */
  async end(): Promise<Task[]> {
    const { traceEvents } = JSON.parse((await this.browser.stopTracing()).toString()) as {
      traceEvents: TraceEvent[];
    };
    return tasksOf(traceEvents);
  }
}

/** The tasks of the threads that have steps: no other thread of a browser is waited for by whoever taps. */
function tasksOf(events: readonly TraceEvent[]): Task[] {
  const marks = events.filter(({ name }) => name.startsWith(MARK)).sort((a, b) => a.ts - b.ts);
  const threads = new Set(marks.map(threadOf));
  const stepAt = (ts: number) => marks.findLast((mark) => mark.ts <= ts)?.name.slice(MARK.length);
  const tasks: Task[] = [];
  let taskEnd = -Infinity;
  let partEnd = -Infinity;
  // A task comes before what it consists of.
  const inOrder = events
    .filter((event) => event.dur !== undefined && threads.has(threadOf(event)))
    .sort((a, b) => threadOf(a).localeCompare(threadOf(b)) || a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  for (const { name, ts, dur = 0, tdur = 0 } of inOrder) {
    if (name === TASK) {
      const step = stepAt(ts);
      if (step !== undefined) tasks.push({ step, ms: 0, processorMs: 0 });
      [taskEnd, partEnd] = [step === undefined ? -Infinity : ts + dur, ts];
      continue;
    }
    const task = tasks.at(-1);
    if (!task || ts >= taskEnd || ts < partEnd || ENGINE.test(name)) continue;
    task.ms += dur / 1_000;
    task.processorMs += tdur / 1_000;
    partEnd = ts + dur;
  }
  return tasks;
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
