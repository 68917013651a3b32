/** Takes up what was done on a device, link by link, and vouches for it. */
import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { CarriedSchema } from '$lib/record/audit-chain';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const carried = v.safeParse(CarriedSchema, await readBody(request));
  if (!carried.success) error(400, 'These are no links of a chain.');
  const device = await server.devices.find(carried.output.chain);
  // One answer for all: nobody learns which chains there are.
  if (device?.userId !== user.id) error(403, 'This is not a chain of yours.');
  return json(await server.audit.accept(carried.output, device));
};
