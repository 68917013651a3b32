/** What the line to the server is like, as far as can be known from the answers that came over it. */

type Timing = Pick<PerformanceResourceTiming, 'initiatorType' | 'requestStart' | 'responseStart'>;

const LAST = 3;
/** A line whose answers begin later is taken for a narrow one: there, fewer bytes count for more than less work. */
const SLOW_MS = 150;

/** By the fastest of the last answers, and by the browser's own account of them: this thread may have been busy meanwhile. */
export function isLineSlow(
  timings: readonly Timing[] = performance.getEntriesByType('resource') as PerformanceResourceTiming[],
): boolean {
  const last = timings
    .filter(({ initiatorType, requestStart }) => initiatorType === 'fetch' && requestStart > 0)
    .slice(-LAST)
    .map(({ requestStart, responseStart }) => responseStart - requestStart);
  return last.length > 0 && Math.min(...last) > SLOW_MS;
}
