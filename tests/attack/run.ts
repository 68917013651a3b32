/** Runs worlds one after the other until enough was asked; the same seed asks the same. Loaded by `host.ts`. */
import fc from 'fast-check';
import type { Config } from '../../src/lib/server/config';
import { ROUTES, serve } from './app';
import { Attacker } from './attacker';
import type { Finding } from './judge';
import { makeKeys } from './keys';
import { ATTACKED } from './routes';
import { steps } from './steps';
import { World } from './world';

export interface AttackResult {
  requests: number;
  findings: (Finding & { world: number })[];
  /** Endpoints that nobody attacks. */
  missing: string[];
}

/** Steps in a world: enough for moves to meet, few enough to read. */
const STEPS = 600;

/** `untilFinding`: stops at the first. */
export async function attack(options: {
  requests: number;
  seed: number;
  config: Config;
  untilFinding: boolean;
}): Promise<AttackResult> {
  const keys = await makeKeys();
  const missing = ROUTES.map(({ id }) => id).filter((id) => !Object.hasOwn(ATTACKED, id));
  const result: AttackResult = { requests: 0, findings: [], missing };
  for (let world = 0; result.requests < options.requests; world += 1) {
    const one = await attackWorld(await World.open(keys, options.config), options, result.requests, world);
    result.requests += one.count;
    result.findings.push(...one.findings.map((finding) => ({ ...finding, world })));
    if (options.untilFinding && result.findings.length > 0) break;
  }
  return result;
}

async function attackWorld(
  world: World,
  { requests, seed, untilFinding }: { requests: number; seed: number; untilFinding: boolean },
  before: number,
  nth: number,
): Promise<Attacker> {
  // Who somebody is, is for sign-in's own tests: here the cookie says it.
  const { identity, organisation } = world.server;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const findSignedIn = async (id: string) => {
    const user = await organisation.findUser(id);
    return user && { user, until };
  };
  serve({
    ...world.server,
    identity: Object.assign(Object.create(identity) as typeof identity, { findSignedIn }),
  });
  const attacker = new Attacker(world);
  const chosen = fc.sample(fc.array(steps, { minLength: STEPS, maxLength: STEPS, size: 'max' }), {
    seed: seed * 1_000_003 + nth,
    numRuns: 1,
  });
  for (const step of chosen.flat()) {
    if (before + attacker.count >= requests) break;
    if (step.kind === 'move') await world.apply(step.move);
    else await attacker.attack(step.asking);
    if (untilFinding && attacker.findings.length > 0) break;
  }
  await world.close();
  return attacker;
}
