/** The real server as a process of its own: started, really killed, started again on the same data and port. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_LIMIT_MS = 120_000;

/** Below the ports that systems give to outgoing connections: one of those could take it before the server does. */
const PORTS = { from: 20_000, to: 30_000 };

/** A port that was free a moment ago, and that only a test would take. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      resolve(true);
    });
  });
  if (free) {
    probe.close();
    await once(probe, 'close');
  }
  return free;
}

export interface ServerOptions {
  /** A filled data folder to begin from; copied, never written to. */
  template?: string;
  /** Where browsers come in, when that is a proxy in front. */
  origin?: string;
  env?: Record<string, string>;
}

export class ServerProcess {
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(
    readonly port: number,
    readonly dataDir: string,
    readonly origin: string,
    readonly env: Record<string, string>,
  ) {}

  static async create(options: ServerOptions = {}): Promise<ServerProcess> {
    const port = await freePort();
    const dataDir = mkdtempSync(join(tmpdir(), 'doorstep-test-'));
    if (options.template) cpSync(options.template, dataDir, { recursive: true });
    const origin = options.origin ?? `http://localhost:${port}`;
    return new ServerProcess(port, dataDir, origin, options.env ?? {});
  }

  /** Everything that the process has printed so far, over all its starts. */
  get output(): string {
    return this.#output;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when `/health` answers. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['build/index.js'], {
      env: {
        ...process.env,
        PORT: String(this.port),
        HOST: '127.0.0.1',
        ORIGIN: this.origin,
        DATA_DIR: this.dataDir,
        // As `npm start` sets it: a photo is larger than the adapter's own limit.
        BODY_SIZE_LIMIT: '20M',
        // The same: what is under way when the server is asked to end gets a second.
        SHUTDOWN_TIMEOUT: '1',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    const until = Date.now() + START_LIMIT_MS;
    while (Date.now() < until) {
      if (child.exitCode !== null) throw new Error(`the server ended at start:\n${this.#output}`);
      if (await this.healthy()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the server was not ready in time:\n${this.#output}`);
  }

  async healthy(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/health`)).ok;
    } catch {
      return false; // not listening yet: that is the question asked
    }
  }

  /** Ends the process as a power cut would (SIGKILL), or politely. Resolves when it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
    this.#child = undefined;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
