/** What the commands that take a folder share: their argument, and how they end. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../lib/server/config';
import { JobFailedError } from '../lib/server/control-socket';
import { StoreInUseError } from '../lib/server/store/embedded';

/** What the person is told in one line, without a stack. */
export class UsageError extends Error {}

/** The one folder that the command names. npm changes into the project's folder: it is meant from where the person is. */
export function folderArgument(usage: string): string {
  let folders: string[];
  try {
    folders = parseArgs({ allowPositionals: true }).positionals;
  } catch (cause) {
    throw new UsageError(usage, { cause });
  }
  const [folder] = folders;
  if (folder === undefined || folders.length > 1) throw new UsageError(usage);
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), folder);
}

/** Runs the command; what can be expected to go wrong is one line and exit code 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const kinds = [UsageError, ConfigError, StoreInUseError, JobFailedError];
    const expected = kinds.some((kind) => error instanceof kind);
    console.error(expected ? (error as Error).message : error);
    process.exitCode = 1;
  }
}
