import { availableParallelism } from 'node:os';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

const tests = ['src/**/*.test.ts', 'tests/{contract,architecture,import,attack,faults,bench}/**/*.test.ts'];
/** Tests that replace nothing which others share: no clock, no module, no console of the process. */
const pure = [
  'src/lib/{clinical,record,server,ui,app}/**/*.test.ts',
  'tests/contract/!(device-*|journals|pieces).test.ts',
];

export default defineConfig(({ command }) => ({
  plugins: [sveltekit()],
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
      { extends: true, test: { name: 'other', include: tests, exclude: pure } },
    ],
  },
}));
