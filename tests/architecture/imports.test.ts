/** Imports point one way (docs/architecture.md). Each rule is also shown to catch what it forbids. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const configuration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration;
const rules = configuration.forbidden ?? [];

/** Breaks of the rules in `baseDir`/src, as `rule: from → to`. */
async function violations(baseDir: string): Promise<string[]> {
  const { tsConfig: _, ...options } = configuration.options ?? {};
  const cruising: ICruiseOptions = { ...options, baseDir, validate: true, ruleSet: { forbidden: rules } };
  const typescript = { tsConfig: extractTSConfig(join(root, 'tsconfig.json')) };
  const { output } = await cruise(['src'], cruising, {}, typescript);
  return (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
  );
}

it('imports point one way', { timeout: 120_000 }, async () => {
  expect(await violations(root)).toEqual([]);
});

/** For each rule, a file that breaks it: its path and what it imports. */
const BREAKS: Record<string, { file: string; imports: string }> = {
  'no-circular': { file: 'src/lib/record/loop.ts', imports: './loop-back' },
  'clinical-alone': { file: 'src/lib/clinical/a.ts', imports: '../record/target' },
  'record-low': { file: 'src/lib/record/a.ts', imports: '../server/target' },
  'device-low': { file: 'src/lib/device/a.ts', imports: '../server/target' },
  'server-low': { file: 'src/lib/server/a.ts', imports: '../device/target' },
  'app-api-only': { file: 'src/lib/app/a.ts', imports: '../device/target' },
  'ui-presents': { file: 'src/lib/ui/a.ts', imports: '../app/target' },
  'server-stays': { file: 'src/routes/+page.svelte', imports: '../lib/server/target' },
  'dexie-in-device': { file: 'src/lib/app/b.ts', imports: 'dexie' },
  'pouchdb-in-places': { file: 'src/lib/device/packs/b.ts', imports: 'pouchdb-core' },
  'comlink-at-the-border': { file: 'src/lib/device/chart/b.ts', imports: 'comlink' },
  'no-tests-from-code': { file: 'src/lib/record/b.ts', imports: './some.test' },
  'no-dev-dependency': { file: 'src/lib/record/c.ts', imports: 'fast-check' },
};

function importing(file: string, target: string): string {
  const line = `import { target } from '${target}';\nexport const used: unknown = target;\n`;
  return file.endsWith('.svelte') ? `<script lang="ts" module>\n${line}</script>\n` : line;
}

describe('a planted break is caught by', () => {
  let planted: string;
  let caught: string[];

  function plant(file: string, content: string): void {
    mkdirSync(dirname(join(planted, file)), { recursive: true });
    writeFileSync(join(planted, file), content);
  }

  beforeAll(async () => {
    planted = mkdtempSync(join(tmpdir(), 'doorstep-architecture-'));
    for (const name of ['node_modules', 'package.json']) symlinkSync(join(root, name), join(planted, name));
    for (const part of ['record', 'device', 'server', 'app']) {
      plant(`src/lib/${part}/target.ts`, 'export const target = 1;\n');
    }
    plant('src/lib/record/loop-back.ts', "import './loop';\n");
    plant('src/lib/record/some.test.ts', 'export const test = 1;\n');
    for (const { file, imports } of Object.values(BREAKS)) plant(file, importing(file, imports));
    caught = await violations(planted);
  }, 120_000);

  afterAll(() => {
    rmSync(planted, { recursive: true });
  });

  it.each(rules.map(({ name }) => name ?? ''))('%s', (name) => {
    const file = BREAKS[name]?.file;
    expect(file, 'each rule needs a break that it catches').toBeDefined();
    expect(caught.some((line) => line.startsWith(`${name}: `) && line.includes(file ?? ''))).toBe(true);
  });
});
