/** Running other programs, so that none of them outlives this one. */
import { spawn } from 'node:child_process';

const running = new Set();
let serving = false;
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => {
    if (serving) return; // the server ends itself, with what is under way
    for (const child of running) child.kill(signal);
    process.exit(code);
  });
}

/** From now on a signal is the server's to answer. Before that, starting is given up at once. */
export function nowServing() {
  serving = true;
}

/** Runs a program with this one's own input and output. Resolves with its exit code. */
export function run(program, args, { env = {} } = {}) {
  return exitOf(spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } }));
}

/**
 * Runs a program without showing what it prints, unless it fails. Says `words` at the start and, now and then, that it is
 * still at it. Resolves with whether it went well.
 */
export async function runQuietly(words, program, args) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  console.error(`${words} …`); // the other output may be read by a program
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  child.stdout.on('data', (chunk) => printed.push(chunk));
  child.stderr.on('data', (chunk) => printed.push(chunk));
  const patience = setInterval(() => console.error(`  … ${seconds()} s`), 15_000);
  const code = await exitOf(child);
  clearInterval(patience);
  if (code === 0) console.error(`  done in ${seconds()} s`);
  else process.stderr.write(Buffer.concat(printed));
  return code === 0;
}

function exitOf(child) {
  running.add(child);
  return new Promise((resolve) => {
    const end = (code) => {
      running.delete(child);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(error.message);
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
