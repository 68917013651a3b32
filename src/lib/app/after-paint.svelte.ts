import { onMount } from 'svelte';
import { navigating } from '$app/state';

/** A browser paints nothing of a page that nobody sees. */
const AT_LATEST_MS = 200;

/**
 * What stands below the screen is made when what the screen takes is painted, and in parts: nobody waits for it, and a tap
 * comes between two of them.
 */
export class AfterPaint {
  /** Made since the first was on the screen. */
  #parts = $state(0);
  readonly #most: number;

  /** Made while a component initialises. `most`: in so many parts. */
  constructor(most = 1) {
    this.#most = most;
    // Whoever goes back is put where they were on the page: all of it has to be there.
    if (navigating.type === 'popstate') {
      this.#parts = most;
      return;
    }
    onMount(() => {
      let leave: () => void;
      const next = () => {
        leave = afterPaint(() => {
          this.#parts += 1;
          if (this.#parts < most) next();
        });
      };
      next();
      return () => {
        leave();
      };
    });
  }

  /** The first part, or with `part` another. */
  done(part = 1): boolean {
    return this.#parts >= part;
  }

  /** How many rows of a list are made by now: so many at first, some more with each part, with the last one all. */
  rows(first: number, more = 0): number {
    return this.done(this.#most) ? Infinity : first + this.#parts * more;
  }
}

/** Returns how to leave it. */
function afterPaint(then: () => void): () => void {
  const end = () => {
    leave();
    then();
  };
  const timers = [setTimeout(end, AT_LATEST_MS)];
  // A frame's callbacks come before it is painted: with those of the next one it has been.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => timers.push(setTimeout(end)));
  });
  const leave = () => {
    cancelAnimationFrame(frame);
    timers.forEach(clearTimeout);
  };
  return leave;
}
