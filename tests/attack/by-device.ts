/** Requests that show a device's own credential: what it opens, and what it keeps somebody else's session from. */
import { DEVICE_HEADER } from '../../src/lib/record/registration';
import type { Answer, Ask } from './further';
import type { Finding } from './judge';
import type { ModelUser } from './model';
import type { World } from './world';

/** Of the server's routes: what is only for who is signed in, and what a device may ask for by itself. */
export const WHAT_DEVICES_ASK = [
  'GET /api/caseload',
  'POST /api/packs',
  'POST /api/sealed-notes',
  'POST /api/emergency',
  'GET /api/held-entries',
  'GET /api/team',
  'GET /api/session',
  'GET /api/lease',
  'GET /api/device',
  'POST /api/contact',
  'GET /journals',
  'POST /journals',
] as const;

export interface DeviceAsking {
  user: ModelUser | undefined;
  /** Whose vault shows its credential. */
  device: ModelUser;
  owner: ModelUser;
  what: (typeof WHAT_DEVICES_ASK)[number];
}

export async function askByDevice(
  { user, device, owner, what }: DeviceAsking,
  world: World,
  ask: Ask,
): Promise<Finding[]> {
  const [method = '', route = ''] = what.split(' ');
  const journal = world.journals.get(owner.id) ?? '';
  const isJournal = route === '/journals';
  const path = isJournal ? `/journals/${journal}/${method === 'GET' ? '' : '_revs_diff'}` : route;
  // On a shared tablet somebody else may be signed in than the one whose vault asks: they count as nobody.
  const known = user?.id === device.id ? user : undefined;
  const credential = world.devices.get(device.id)?.credential ?? '';
  const body = bodyOf(route, world, owner);
  const answer = await ask(user, method, path, body, { [DEVICE_HEADER]: credential });
  const isForDevice = isJournal || route === '/api/device' || route === '/api/contact';
  const due = dueOf();
  return due === undefined || due.includes(answer.status)
    ? orders(answer)
    : [{ kind: due.includes(200) ? 'withheld' : 'leaked', what: `${what} ${answer.status}` }];

  function dueOf(): readonly number[] | undefined {
    if (world.model.lost.has(device.id) && !isForDevice) return [410];
    // A contact is told of a device that is named in it: of the vault's own, or of another of who is signed in.
    if (isJournal || route === '/api/contact') return owner.id === device.id ? [200] : [403];
    if (route === '/api/device') return [200];
    return known ? undefined : [401];
  }

  function orders({ body }: Answer): Finding[] {
    if (route !== '/api/device') return [];
    const isWiped = body.includes('"wipe"');
    if (isWiped === world.model.lost.has(device.id)) return [];
    return [{ kind: isWiped ? 'withheld' : 'leaked', what: `orders ${body}` }];
  }
}

function bodyOf(route: string, world: World, owner: ModelUser): object {
  const wants = world.model.patients.map(({ id }) => ({ patientId: id }));
  const journalBase = world.journals.get(owner.id)?.replace(/-.*$/, '');
  if (route === '/api/packs') return { want: wants };
  if (route === '/api/contact') return { journalBase, appVersion: '1', unfiled: 0, losses: [] };
  return route === '/journals' ? {} : { have: [] };
}
