import { availableParallelism } from 'node:os';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: 'es' },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  test: {
    include: ['src/**/*.test.ts', 'tests/{contract,architecture,import,attack,faults,bench}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
    // By itself Vitest leaves one core free, which is half of a machine with two.
    maxWorkers: availableParallelism(),
  },
});
