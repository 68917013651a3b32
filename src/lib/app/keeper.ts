/** Starts the worker that keeps the lock of a shift PIN. It lives as long as this page, and no data worker with it. */
let keeper: { worker: Worker; ready: Promise<void> } | undefined;

/** Resolves when it listens. */
export function ensureKeeper(): Promise<void> {
  keeper ??= startKeeper();
  return keeper.ready;
}

function startKeeper() {
  const worker = new Worker(new URL('../device/keeper.ts', import.meta.url), {
    type: 'module',
    name: 'doorstep-keeper',
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => {
      resolve();
    });
    worker.addEventListener('error', () => {
      keeper = undefined;
      reject(new Error('the keeper could not be started'));
    });
  });
  return { worker, ready };
}
