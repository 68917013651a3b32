/** Which enrolment a request comes from, and what that allows and forbids. */
import { DEVICE_HEADER } from '../../record/registration';
import type { Device, Devices } from './devices';

export type Enrolled =
  | { kind: 'unnamed' }
  | { kind: 'known'; enrolment: Device }
  /** Reported lost: it gets the order to wipe itself, and its journals are taken up. */
  | { kind: 'lost'; enrolment: Device };

export async function enrolmentOf(request: Request, devices: Devices): Promise<Enrolled> {
  const credential = request.headers.get(DEVICE_HEADER);
  const enrolment = credential === null ? undefined : await devices.findByCredential(credential);
  if (!enrolment) return { kind: 'unnamed' };
  const lost = await devices.findLost(enrolment.deviceId);
  return { kind: lost ? 'lost' : 'known', enrolment };
}

/** What a device may ask for when nobody is signed in; and all that a lost one may, whoever is. */
export const DEVICE_PATHS = /^\/(?:api\/(?:device|contact)$|journals\/)/;
