/**
 * Stops processes (by id, in the arguments and in later messages) three quarters of the time, until it is told to end or
 * its parent is gone.
 */
const RUN_MS = 2;
const SLOWNESS = 4;

const pids = new Set(process.argv.slice(2).map(Number));
let running = true;
let turned = performance.now();

function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended: nothing left to slow.
    }
  }
}

function turn(): void {
  const now = performance.now();
  const lasted = now - turned;
  turned = now;
  signal(running ? 'SIGSTOP' : 'SIGCONT');
  // A busy machine wakes us late: the stop is as long as the run that was.
  const next = running ? lasted * (SLOWNESS - 1) : RUN_MS;
  running = !running;
  timer = setTimeout(turn, next);
}

function end(): void {
  clearTimeout(timer);
  signal('SIGCONT');
  process.disconnect();
}

let timer = setTimeout(turn, RUN_MS);
process.on('message', (message: 'end' | number[]) => {
  if (message === 'end') end();
  else for (const pid of message) pids.add(pid);
});
process.once('disconnect', () => {
  signal('SIGCONT');
  process.exit();
});
process.send?.('slow');
