import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealed, sealJson } from '../record/seal';
import { ConfigError } from './config';
import { ensureServerKeys } from './keys';

let dataDir: string;
let file: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstep-keys-'));
  file = join(dataDir, 'keys.json');
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('ensureServerKeys', () => {
  it('makes keys for a fresh folder that nobody else may read, and leaves nothing else there', async () => {
    await ensureServerKeys(file, dataDir);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['keys.json']);
  });

  it('gives the same keys at each start: what was sealed before can be opened after', async () => {
    const before = await ensureServerKeys(file, dataDir);
    const sealed = await sealJson({ a: 1 }, 'entry:x', [before.current]);
    await writeFile(join(dataDir, 'store'), '');
    const after = await ensureServerKeys(file, dataDir);
    expect(after.secret('patient-id')).toEqual(before.secret('patient-id'));
    expect(await openSealed(sealed, 'entry:x', after.opening)).toEqual({ kind: 'opened', value: { a: 1 } });
  });

  it('two that start at once agree on one set', async () => {
    const both = await Promise.all([ensureServerKeys(file, dataDir), ensureServerKeys(file, dataDir)]);
    expect(both[0].current.kid).toBe(both[1].current.kid);
  });

  it('never makes new keys beside data that needs the old ones', async () => {
    await writeFile(join(dataDir, 'record'), 'data');
    await expect(ensureServerKeys(file, dataDir)).rejects.toThrow(ConfigError);
    expect(await readdir(dataDir)).toEqual(['record']);
  });

  it.each(['', '{"format":1', '{"format":1,"secret":"short","sealing":[]}'])(
    'stops at a damaged file (%j) and does not touch it',
    async (text) => {
      await writeFile(file, text);
      await expect(ensureServerKeys(file, dataDir)).rejects.toThrow(/damaged; restore it from a backup/);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('gives each purpose its own secret', async () => {
    const keys = await ensureServerKeys(file, dataDir);
    expect(keys.secret('a')).toHaveLength(32);
    expect(keys.secret('a')).not.toEqual(keys.secret('b'));
  });
});
