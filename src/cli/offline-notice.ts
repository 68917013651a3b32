/** An outage notice from KEYS_FILE alone, for when the database is down: what the servers would hand out can't be asked. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { readConfig } from '../lib/server/config';
import { findServerKeys } from '../lib/server/keys';
import { makeNotice } from '../lib/server/lease/make-notice';
import { noticeWords } from '../lib/server/lease/notice-link';
import { UntilSchema } from '../lib/server/lease/until';
import { UsageError } from './command';

/** As the terminal shows it. `usage` is told when the arguments make no sense. */
export async function offlineNotice(
  args: readonly string[],
  usage: string,
  { env, now }: { env: NodeJS.ProcessEnv; now: Date },
): Promise<string> {
  const until = readUntil(args);
  if (!until) throw new UsageError(usage);
  const { keysFile, origin } = readConfig(env);
  const keys = await findServerKeys(keysFile);
  // Fresh keys would sign what no device believes.
  if (!keys) throw new UsageError(`${keysFile} is missing, and devices believe no other keys.`);
  const outcome = await makeNotice(until, { keys, now });
  if (outcome.kind === 'refused') throw new UsageError(outcome.words);
  return noticeWords(outcome.notice, origin).words;
}

function readUntil(args: readonly string[]): Date | undefined {
  const option = { type: 'string' } as const;
  const options = { until: option, reason: option, offline: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const until = v.safeParse(UntilSchema, values.until);
    return until.success && positionals.join() === 'outage-notice' ? until.output : undefined;
  } catch {
    return undefined;
  }
}
