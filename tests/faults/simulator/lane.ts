/** A process that runs one schedule after the other. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Job, Report } from './report';

export interface LaneOptions {
  /** The worker with the code that is tried. */
  script: string;
  seed: string;
  /** The first so many failures are shrunk: that takes some dozens of runs each. */
  shrunk: number;
}

export class Lane {
  readonly #child: ChildProcess;
  readonly #ended: Promise<undefined>;

  constructor({ script, seed, shrunk }: LaneOptions) {
    this.#child = fork(script, [seed, String(shrunk)], { execArgv: [] });
    this.#ended = once(this.#child, 'exit').then(() => undefined);
  }

  /** Undefined when the process has ended over it. */
  async run(job: Job): Promise<Report | undefined> {
    const heard = new AbortController();
    const report = once(this.#child, 'message', heard).then(([message]) => message as Report);
    report.catch(() => undefined);
    this.#child.send(job);
    try {
      return await Promise.race([report, this.#ended]);
    } finally {
      heard.abort();
    }
  }

  /** Also in the middle of a run. */
  async end(): Promise<void> {
    this.#child.kill();
    await this.#ended;
  }
}
