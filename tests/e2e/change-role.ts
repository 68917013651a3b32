/** Somebody gets another role, as an administrator gives it. */
import { execFileSync } from 'node:child_process';
import { roleInWords } from '../../src/lib/record/role-words';
import type { ServerProcess } from '../support/server-process';
import type { Clinician } from './clinician';
import { expect } from './fixtures';

/** Resolves when the tablet has heard of it, open as it is: from then on the screens go by it. */
export async function changeRole(
  { dataDir }: ServerProcess,
  who: Clinician,
  username: string,
  role: string,
): Promise<void> {
  const change = ['scripts/run.mjs', 'src/cli/admin.ts', 'change-user', '--user', username, '--role', role];
  execFileSync(process.execPath, change, { env: { ...process.env, DATA_DIR: dataDir } });
  await who.page.getByRole('link', { name: who.name }).click();
  await expect(who.page.getByText(roleInWords(role), { exact: true })).toBeVisible({ timeout: 60_000 });
}
