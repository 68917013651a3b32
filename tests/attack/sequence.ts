/** Stands in for `@sveltejs/kit/hooks`, whose `sequence` wants the framework's own request around it. */
import type { Handle } from '@sveltejs/kit';

export function sequence(...handles: Handle[]): Handle {
  return ({ event, resolve }) => {
    const from = (i: number): ((e: typeof event) => ReturnType<typeof resolve>) => {
      const handle = handles[i];
      return handle ? (e) => handle({ event: e, resolve: from(i + 1) }) : resolve;
    };
    return from(0)(event);
  };
}
