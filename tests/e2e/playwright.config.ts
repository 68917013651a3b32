import { defineConfig } from '@playwright/test';
import { chromiumOptions } from '../support/chromium';

const { executablePath, args } = chromiumOptions({ whole: false });

export default defineConfig({
  testDir: '.',
  globalSetup: './global-setup.ts',
  outputDir: '../../test-results',
  // On a machine that is busy otherwise a page takes its time; what is wrong stays wrong.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  // Three of them keep two cores busy; more only stand in each other's way.
  workers: 3,
  retries: 0,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: {
    viewport: { width: 390, height: 844 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args },
    trace: 'off',
    actionTimeout: 20_000,
  },
});
