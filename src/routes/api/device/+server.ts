/** What the server wants of a device, and the device's word that it was done. By the device's own credential. */
import { error, json } from '@sveltejs/kit';
import type { DeviceOrders } from '$lib/record/device-orders';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { server, enrolment } }) => {
  if (!enrolment) error(404, 'No such device.');
  const [lost, user] = await Promise.all([
    server.devices.findLost(enrolment.deviceId),
    server.organisation.findUser(enrolment.userId),
  ]);
  const left = user?.leftAt === undefined ? {} : { left: true as const };
  return json({ order: lost ? 'wipe' : 'none', ...left } satisfies DeviceOrders);
};

/** The device has wiped itself. */
export const POST: RequestHandler = async ({ locals: { server, enrolment } }) => {
  if (!enrolment) error(404, 'No such device.');
  await server.devices.noteWiped(enrolment, new Date());
  return new Response(null, { status: 204 });
};
