/** How requests are shared out over worlds. */

export interface WorldPlan {
  nth: number;
  requests: number;
}

/** Enough for moves to meet, few enough to read. */
const REQUESTS_A_WORLD = 500;

/** As many worlds as `requests` take, the last one with the rest of them. */
export function worldsOf(requests: number): WorldPlan[] {
  return Array.from({ length: Math.ceil(requests / REQUESTS_A_WORLD) }, (_, nth) => ({
    nth,
    requests: Math.min(REQUESTS_A_WORLD, requests - nth * REQUESTS_A_WORLD),
  }));
}
