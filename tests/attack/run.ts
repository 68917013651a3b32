/** Asks in one world after the other; the same seed asks the same. One of the parts runs it. */
import fc from 'fast-check';
import type { Config } from '../../src/lib/server/config';
import { ROUTES, serve } from './app';
import { Attacker } from './attacker';
import type { Finding } from './judge';
import { makeKeys } from './keys';
import { ATTACKED } from './routes';
import { steps } from './steps';
import { World } from './world';
import type { WorldPlan } from './worlds';

/** Some are moves, and some ask the rules themselves: these always hold as many requests as a world is given, and some to spare. */
const STEPS = 750;

export interface Worlds {
  seed: number;
  worlds: readonly WorldPlan[];
  /** Stops at the first. */
  untilFinding: boolean;
}

export interface AttackResult {
  requests: number;
  findings: (Finding & { world: number })[];
  /** Endpoints that nobody attacks. */
  missing: string[];
}

export async function attack({ seed, worlds, untilFinding }: Worlds, config: Config): Promise<AttackResult> {
  const keys = await makeKeys();
  const missing = ROUTES.map(({ id }) => id).filter((id) => !Object.hasOwn(ATTACKED, id));
  const result: AttackResult = { requests: 0, findings: [], missing };
  for (const { nth, requests } of worlds) {
    const world = await World.open(keys, config);
    serve(withoutSignIn(world));
    const attacker = new Attacker(world);
    for (const step of fc.sample(steps, { seed: seed * 1_000_003 + nth, numRuns: STEPS })) {
      if (attacker.count === requests) break;
      if (step.kind === 'move') await world.apply(step.move);
      else await attacker.attack(step.asking);
      if (untilFinding && attacker.findings.length > 0) break;
    }
    await world.close();
    result.requests += attacker.count;
    result.findings.push(...attacker.findings.map((finding) => ({ ...finding, world: nth })));
    if (untilFinding && result.findings.length > 0) break;
  }
  return result;
}

/** Who somebody is, is for sign-in's own tests: here the cookie says it. */
function withoutSignIn({ server }: World): World['server'] {
  const { identity, organisation } = server;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const findSignedIn = async (id: string) => {
    const user = await organisation.findUser(id);
    return user && { user, until };
  };
  return { ...server, identity: Object.assign(Object.create(identity) as typeof identity, { findSignedIn }) };
}
