/** What the server wants of a device, and the device's word that it was done. By the device's own credential. */
import { error, json } from '@sveltejs/kit';
import type { DeviceOrders } from '$lib/record/device-orders';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { server, enrolment } }) => {
  if (!enrolment) error(404, 'No such device.');
  const lost = await server.devices.findLost(enrolment.deviceId);
  return json({ order: lost ? 'wipe' : 'none' } satisfies DeviceOrders);
};

/** The device has wiped itself. */
export const POST: RequestHandler = async ({ locals: { server, enrolment } }) => {
  if (!enrolment) error(404, 'No such device.');
  await server.devices.noteWiped(enrolment, new Date());
  return new Response(null, { status: 204 });
};
