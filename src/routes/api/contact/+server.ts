/** A device says how it is: what is not filed yet, and what was lost. The team lead reads it from here. */
import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { version } from '$app/environment';
import { ContactReportSchema, type ContactAnswer } from '$lib/record/contact';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user, enrolment } = locals;
  if (!user && !enrolment) error(401, 'Sign in again.');
  const told = v.safeParse(ContactReportSchema, await readBody(request));
  if (!told.success) error(400, 'This is not a report of a device.');
  const device = await server.devices.find(told.output.journalBase);
  const isTheirs = device && (device.userId === user?.id || device.journalBase === enrolment?.journalBase);
  if (!isTheirs) error(403, 'This is not a device of yours.');
  await server.devices.report(device, told.output, new Date());
  return json({ serverVersion: version } satisfies ContactAnswer);
};
