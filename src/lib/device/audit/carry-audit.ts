/** Carries audit links to the server, oldest first. Needs no vault: they are sealed from the moment they are written. */
import { MOST_LINKS } from '../../record/audit-chain';
import type { Failure } from '../sync/failure';
import type { ServerClient } from '../sync/server-client';
import type { AuditStore } from './audit-store';
import type { Witness } from './witness';

export interface CarryParts {
  store: AuditStore;
  witness: Witness;
  server: Pick<ServerClient, 'carryAudit'>;
}

/** All that waits in one chain. A link leaves the device when the server has countersigned it, not before. */
export async function carryAudit(chain: string, parts: CarryParts): Promise<{ kind: 'done' } | Failure> {
  const { store, witness, server } = parts;
  for (;;) {
    const reached = await witness.reached(chain); // first: links that are written meanwhile are no cut
    const links = await store.waiting(chain, MOST_LINKS);
    const last = links.at(-1);
    if (!last) return { kind: 'done' };
    const held = await store.countersigned(chain);
    const answer = await server.carryAudit({
      chain,
      links,
      reached,
      ...(held ? { countersigned: held } : {}),
    });
    if (answer.kind !== 'countersigned') return answer;
    const { head } = answer.countersigned;
    if (head.seq !== last.seq || head.hash !== last.hash) return { kind: 'server-error', status: 200 };
    await store.settle(chain, answer.countersigned);
  }
}

/** Every chain of this device, whoever's it is. One that can't be carried now waits; whether all could. */
export async function carryAudits(parts: CarryParts): Promise<boolean> {
  let all = true;
  for (const chain of await parts.store.chains()) {
    all = (await carryAudit(chain, parts)).kind === 'done' && all;
  }
  return all;
}
