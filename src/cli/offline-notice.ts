/** An outage notice from KEYS_FILE alone, for when the database is down: what the servers would hand out can't be asked. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { readConfig } from '../lib/server/config';
import { findServerKeys } from '../lib/server/keys';
import { makeNotice, NAME_LETTERS, type MadeNotice } from '../lib/server/lease/make-notice';
import { noticeWords } from '../lib/server/lease/notice-link';
import { keepOfflineNotice } from '../lib/server/lease/offline-notices';
import { UntilSchema } from '../lib/server/lease/until';
import { UsageError } from './command';

/** The beginning of an enrolment's name, or all of it. */
const ENROLMENT = new RegExp(`^j[a-z0-9]{${NAME_LETTERS - 1},40}$`);
const WithoutSchema = v.pipe(
  v.optional(v.string(), ''),
  v.transform((list) => list.split(',').flatMap((name) => name.trim() || [])),
  v.array(v.pipe(v.string(), v.regex(ENROLMENT))),
);
const OptionsSchema = v.object({
  until: UntilSchema,
  reason: v.optional(v.string()),
  without: WithoutSchema,
});

/** As the terminal shows it. `usage` is told when the arguments make no sense. */
export async function offlineNotice(
  args: readonly string[],
  usage: string,
  { env, now }: { env: NodeJS.ProcessEnv; now: Date },
): Promise<string> {
  const options = readOptions(args);
  if (!options) throw new UsageError(usage);
  const { until, reason, without } = options;
  const { keysFile, dataDir, origin } = readConfig(env);
  const keys = await findServerKeys(keysFile);
  // Fresh keys would sign what no device believes.
  if (!keys) throw new UsageError(`${keysFile} is missing, and devices believe no other keys.`);
  const outcome = await makeNotice(until, { keys, now, without });
  if (outcome.kind === 'refused') throw new UsageError(outcome.words);
  const { notice } = outcome;
  const record = await recordedWhen(dataDir, notice, reason);
  return [LEAVES_OUT, record, noticeWords(notice, origin, without.length).words].join('\n');
}

const LEAVES_OUT =
  'Only devices that are named with --without are left out. Whoever has left, and devices that were reported lost, read on ' +
  'unless they are named: without the database nobody knows of them.';

/** The outage is no time to refuse: the notice is made, and whoever made it hears what is to be done. */
async function recordedWhen(
  dataDir: string,
  notice: MadeNotice,
  reason: string | undefined,
): Promise<string> {
  try {
    await keepOfflineNotice(dataDir, notice, reason);
    return 'It comes into the audit when a server with this data folder has its database again.';
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it failed';
    return `IT WILL NOT BE IN THE AUDIT: the data folder could not be written (${why}). Write down who made it, when and why.`;
  }
}

function readOptions(args: readonly string[]): v.InferOutput<typeof OptionsSchema> | undefined {
  const option = { type: 'string' } as const;
  const options = { until: option, reason: option, without: option, offline: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const parsed = v.safeParse(OptionsSchema, values);
    return parsed.success && positionals.join() === 'outage-notice' ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
