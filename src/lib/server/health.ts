/** How the server is, for whoever watches it. Counts only: nothing of a patient, a user or a device. */
import type { Organisation } from './access/organisation';
import type { Backlog, Filing } from './filing/filing';
import { reportOf } from './http/error-report';

export interface ServerHealth {
  status: 'ok' | 'failing';
  version: string;
  store: 'ok' | 'failing';
  /** Of this app server. */
  filing: Backlog;
}

export interface HealthParts {
  organisation: Pick<Organisation, 'check'>;
  filing: Pick<Filing, 'backlog'>;
}

/** A store that has not answered by then fails: whoever watches must not wait with it. */
const PATIENCE_MS = 5_000;

export async function healthOf(
  { organisation, filing }: HealthParts,
  version: string,
  patienceMs = PATIENCE_MS,
): Promise<ServerHealth> {
  const store = await checkStore(organisation, patienceMs);
  return { status: store, version, store, filing: filing.backlog() };
}

async function checkStore(organisation: HealthParts['organisation'], patienceMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`No answer within ${patienceMs} ms`));
    }, patienceMs);
  });
  try {
    await Promise.race([organisation.check(), silence]);
    return 'ok';
  } catch (cause) {
    console.error('The store does not answer:', reportOf(cause));
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}
