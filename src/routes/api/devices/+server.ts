/** A vault makes itself known, and gets its journal and the key to seal for. */
import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { RegistrationRequestSchema, type Registration } from '$lib/record/registration';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(RegistrationRequestSchema, await readBody(request));
  if (!asked.success) error(400, 'This is not a registration.');
  if (await server.devices.findLost(asked.output.deviceId)) error(410, 'This device was reported lost.');
  const { journalBase } = await server.devices.register(user.id, asked.output, new Date());
  const credential = server.devices.credentialOf(journalBase);
  const serverKey = { ...server.keys.current, signs: server.leases.signer };
  return json({ journalBase, credential, serverKey } satisfies Registration);
};
