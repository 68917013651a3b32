import { onMount } from 'svelte';

/** A browser paints nothing of a page that nobody sees. */
const AT_LATEST_MS = 200;

/** Turns true when what was made first is on the screen. What stands below it is made then: nobody waits for that. */
export class AfterPaint {
  done = $state(false);

  /** Made while a component initialises. */
  constructor() {
    onMount(() => {
      const end = () => (this.done = true);
      const timers = [setTimeout(end, AT_LATEST_MS)];
      // A frame's callbacks come before it is painted: with those of the next one it has been.
      let frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => timers.push(setTimeout(end)));
      });
      return () => {
        cancelAnimationFrame(frame);
        timers.forEach(clearTimeout);
      };
    });
  }
}
