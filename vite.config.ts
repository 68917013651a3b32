import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const tests = ['src/**/*.test.ts', 'tests/{contract,architecture,import,attack,faults,bench}/**/*.test.ts'];
/** Tests that replace nothing which others share: no clock, no module, no console of the process. */
const pure = [
  'src/lib/{clinical,record,server,ui,app}/**/*.test.ts',
  'tests/contract/!(device-*|journals|pieces).test.ts',
];
/** Tests of the device share a browser's globals, apart from the server's; but for those that replace what others find. */
const REPLACES =
  /\bvi\.(mock|doMock|resetModules|stubGlobal|useFakeTimers|setSystemTime)|\bglobalThis\.\w+ = |defineProperty\(globalThis/;
const device = ['src/lib/device', 'src/service-worker'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .filter((file) => !REPLACES.test(readFileSync(file, 'utf8'))),
);

/**
 * The page in few files: each one costs a tablet more than what it holds, since the service worker answers for it. One has
 * what the first screen needs, one what several pages share; beside them stands what is a page's own.
 */
const fewFiles: Plugin = {
  name: 'few-files',
  enforce: 'post',
  config: ({ build }) =>
    build?.ssr
      ? undefined
      : {
          build: {
            // Each of them was asked for a second time by a link, to have it sooner over a network.
            modulePreload: { polyfill: false, resolveDependencies: () => [] },
            rolldownOptions: {
              output: {
                // Chromium compiles such a file while it is fetched, beside the page’s thread, and not at the first tap.
                postBanner: '//# allFunctionsCalledOnLoad',
                codeSplitting: {
                  groups: [
                    {
                      name: 'first',
                      priority: 2,
                      test: /src\/(?:routes\/\+layout\.svelte|hooks\.client\.ts)$/,
                    },
                    {
                      name: 'first',
                      priority: 2,
                      test: /@sveltejs\/kit\/src\/runtime\/client|node_modules\/svelte\//,
                    },
                    { name: 'shared', priority: 1, minShareCount: 2 },
                  ],
                },
              },
            },
          },
        },
};

export default defineConfig(({ command }) => ({
  plugins: [sveltekit(), fewFiles],
  worker: { format: 'es' },
  // The server's libraries are part of its build: as hundreds of files they take a third of the time that it needs to start.
  ssr: command === 'build' ? { noExternal: true, external: ['leveldown'] } : {},
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  test: {
    environment: 'node',
    testTimeout: 20_000,
    // By itself Vitest leaves one core free, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    projects: [
      // To load the same modules for each file anew takes longer than these tests.
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      { extends: true, test: { name: 'device', include: device, isolate: false } },
      { extends: true, test: { name: 'other', include: tests, exclude: [...pure, ...device] } },
    ],
  },
}));
