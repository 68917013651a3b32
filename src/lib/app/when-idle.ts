/** Work that nobody waits for, done while nothing else is to do, and in short parts: a tap comes between them. */

/** Where a browser does not tell when it is idle (Safari). */
const SOON_MS = 500;

/** Calls `part` again and again, each time when idle, until it says that nothing is left. Returns how to leave it. */
export function whenIdle(part: () => boolean): () => void {
  let cancel: () => void;
  const next = () => {
    const later = () => {
      if (part()) next();
    };
    cancel = idle(later);
  };
  next();
  return () => {
    cancel();
  };
}

function idle(then: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(then, SOON_MS);
    return () => {
      clearTimeout(timer);
    };
  }
  const handle = requestIdleCallback(then);
  return () => {
    cancelIdleCallback(handle);
  };
}
