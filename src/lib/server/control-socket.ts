/**
 * The embedded store belongs to one process. While a server runs, the command line hands its job over to it, through a
 * socket in the data folder that only the same system user can open. One line of JSON there, one line back.
 */
import { chmod, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

const RequestSchema = v.object({ job: v.string(), of: v.unknown() });
const AnswerSchema = v.variant('kind', [
  v.object({ kind: v.literal('ended'), outcome: v.unknown() }),
  v.object({ kind: v.literal('failed'), words: v.string() }),
]);
type Answer = v.InferOutput<typeof AnswerSchema>;

/** Longer addresses are cut off by the system, which would make another file. */
const LONGEST_ADDRESS = 100;

/** The server could not finish the job, or stopped over it. Its message is for the person who asked. */
export class JobFailedError extends Error {
  override name = 'JobFailedError';
}

/** Does one job by its parsed arguments; an outcome is plain JSON. Stops when `signal` says so, by throwing. */
export type Job = (of: unknown, signal: AbortSignal) => Promise<object>;

export interface ControlSocket {
  /** Stops the jobs that run. */
  close(): Promise<void>;
}

/** Takes jobs over, by name, for whoever opens `control.sock` in the data folder. `report` gets what went wrong. */
export async function listenForJobs(
  dataDir: string,
  jobs: ReadonlyMap<string, Job>,
  report: (cause: unknown) => void,
): Promise<ControlSocket> {
  const address = addressIn(dataDir);
  const stop = new AbortController();
  const sockets = new Set<Socket>();
  const running = new Set<Promise<void>>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined)); // who asked went away
    const job = answer(socket, (line) => runJob(jobs, line, stop.signal)).catch(report);
    running.add(job);
    void job.finally(() => {
      running.delete(job);
      sockets.delete(socket.end());
    });
  });
  await rm(address, { force: true }); // left by a server that was killed; no other can have the store open
  server.listen(address);
  await once(server, 'listening');
  await chmod(address, 0o600);
  return {
    close: async () => {
      stop.abort();
      server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(running);
    },
  };
}

/**
 * Hands a job over to the server that has the data folder open; undefined when there is none. The outcome is for the
 * caller to parse. Throws a `JobFailedError` when the server could not do it.
 */
export async function handOver(
  dataDir: string,
  job: string,
  of: object,
): Promise<{ outcome: unknown } | undefined> {
  const socket = connect(addressIn(dataDir));
  try {
    await once(socket, 'connect');
  } catch (cause) {
    if (['ENOENT', 'ECONNREFUSED'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw cause;
  }
  socket.write(`${JSON.stringify({ job, of })}\n`);
  const line = await firstLine(socket).finally(() => socket.destroy());
  if (line === undefined) throw new JobFailedError(`The server stopped before the ${job} was finished.`);
  const answered = v.parse(AnswerSchema, JSON.parse(line));
  if (answered.kind === 'failed') throw new JobFailedError(answered.words);
  return { outcome: answered.outcome };
}

async function answer(socket: Socket, run: (line: string) => Promise<Answer>): Promise<void> {
  const line = await firstLine(socket);
  if (line === undefined) return;
  try {
    socket.write(`${JSON.stringify(await run(line))}\n`);
  } catch (cause) {
    const failed: Answer = { kind: 'failed', words: 'The server could not finish it; see its log.' };
    socket.write(`${JSON.stringify(failed)}\n`);
    throw cause;
  }
}

async function runJob(jobs: ReadonlyMap<string, Job>, line: string, signal: AbortSignal): Promise<Answer> {
  const { job, of } = v.parse(RequestSchema, JSON.parse(line));
  const run = jobs.get(job);
  if (!run) return { kind: 'failed', words: `The server that runs knows no ${job}; start it again.` };
  return { kind: 'ended', outcome: await run(of, signal) };
}

async function firstLine(socket: Socket): Promise<string | undefined> {
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) return line;
  return undefined;
}

function addressIn(dataDir: string): string {
  const address = join(dataDir, 'control.sock');
  const near = relative(process.cwd(), address);
  const shorter = near.length < address.length ? near : address;
  if (shorter.length > LONGEST_ADDRESS)
    throw new Error('the path of the data folder is too long for a socket');
  return shorter;
}
