/** What a page's main thread is busy with, task by task: Chromium's own trace, which knows the processor time of each. */
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
const CATEGORIES = ['blink.user_timing', 'disabled-by-default-devtools.timeline'];

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

  /** Of all steps, in the order in which they began. */
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
  return events
    .filter((event) => event.name === TASK && threads.has(threadOf(event)))
    .sort((a, b) => a.ts - b.ts)
    .flatMap(({ ts, dur = 0, tdur = 0 }) => {
      const step = stepAt(ts);
      return step === undefined ? [] : [{ step, ms: dur / 1_000, processorMs: tdur / 1_000 }];
    });
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
