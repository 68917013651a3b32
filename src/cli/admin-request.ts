/** What `npm run admin -- ACT …` asks for, from its words; or, in one line, what is wrong with them. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { AdminRequestSchema, type AdminRequest } from '../lib/server/admin/admin-job';
import { UsageError } from './command';

const DAY = '2026-12-01';
/** Each act with its options, as a person types them. */
const ACTS: Readonly<Record<string, string>> = {
  'list-users': '',
  'list-teams': '',
  'list-devices': '',
  'verify-audit': '',
  'add-user': '--username NAME --name NAME --role ROLE [--teams ID,ID]',
  'change-user': '--user ID --role ROLE [--teams ID,ID]',
  'remove-user': '--user ID',
  'sign-out-user': '--user ID',
  'add-team': '--name NAME --kind team|round|cover',
  'mark-lost': '--device ID',
  'list-members': '--team ID | --user ID',
  'add-member': `--user ID --team ID --why WHY [--from ${DAY}] [--until ${DAY}]`,
  'remove-member': '--user ID --team ID',
  'add-patient': `--team ID --patient ID [--until ${DAY}] [--why WHY]`,
  'remove-patient': '--team ID --patient ID',
  'set-lease-hours': '--hours N',
  'outage-notice': `--until ${DAY}T08:00 --reason WHY [--without NAME,NAME]`,
};

export const USAGE = `Usage: npm run admin -- ACT
${Object.entries(ACTS)
  .map(([act, options]) => `  ${act} ${options}`.trimEnd())
  .join('\n')}
change-user without --teams leaves the teams as they are. A time in a team goes from the first day to the last, both
included; without them it begins now, and has no end. list-members tells each time with its start, its end and why, also of
what is over.
outage-notice: leases run on until then, but for these users, for whoever has left, and for devices that were reported
lost. It prints the notice as an address and a code. With --offline [--without ENROLMENT,ENROLMENT], while the database is
down, it is made from KEYS_FILE alone. It leaves out only the devices that are named, by the last column of list-devices: not
whoever has left or what was reported lost, unless named. It reaches devices only by its address, code or file, and comes into
the audit when a server with the same data folder has its database again.`;

/** Throws a `UsageError`. */
export function readAdminRequest(words: readonly string[]): AdminRequest {
  const [act, ...options] = words;
  if (act === undefined) throw new UsageError(USAGE);
  const usage = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
  if (usage === undefined)
    throw new UsageError(`There is no act “${act}”: npm run admin tells which there are.`);
  const parsed = v.safeParse(AdminRequestSchema, { act, ...readOptions(options, usage) });
  if (parsed.success) return parsed.output;
  throw new UsageError(`This is not how it goes. Usage: npm run admin -- ${act} ${usage}`.trimEnd());
}

/** None where there is one that the act does not have, or a word too many. */
function readOptions(args: string[], usage: string): object {
  const names = [...usage.matchAll(/--([a-z]+) /g)].map(([, name = '']) => name);
  try {
    return parseArgs({ args, options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) })
      .values;
  } catch {
    return { act: undefined };
  }
}
