/** The checks that `npm test` runs, in order, and how many tests each one counts. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { run } from './command.mjs';

const REPORTS = '.cache/test';

/**
 * Each step answers `{ passed, failed, skipped, failures }`: counts, and the names of what failed. A step that is one
 * question counts as one test.
 */
export const steps = {
  lint: () => check('check:lint'),
  format: () => check('check:format'),
  types: () => check('check:types'),
  architecture: () => vitest('architecture', ['tests/architecture']),
  build: async () => one(await ensureBuilt()),
  unit: () => vitest('unit', ['src', 'tests/contract', 'tests/import', 'tests/bench']),
  attack: () => vitest('attack', ['tests/attack']),
  faults: () => vitest('faults', ['tests/faults']),
  e2e: endToEnd,
};

async function check(script) {
  return one((await run('npm', ['run', '--silent', script])) === 0);
}

async function vitest(name, folders) {
  const report = freshReport(name);
  const unhandled = freshReport(`${name}-unhandled`);
  const own = '--reporter=./scripts/lib/unhandled-reporter.mjs';
  const reporters = ['--reporter=default', own, '--reporter=json', `--outputFile.json=${report}`];
  const env = { UNHANDLED_REPORT: resolve(unhandled) };
  const code = await run('npx', ['--no', 'vitest', 'run', ...folders, ...reporters], { env });
  return counted(
    report,
    code,
    ({ testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
      failures: testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName }) => `${relative('.', name)} › ${fullName}`),
      ),
      unhandled: existsSync(unhandled) ? JSON.parse(readFileSync(unhandled, 'utf8')) : [],
    }),
  );
}

async function endToEnd() {
  const chromium = await ensureChromium();
  if (chromium === undefined || !(await ensureBuilt())) return one(false);
  const report = freshReport('e2e');
  const env = { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: resolve(report) };
  const code = await run('npm', ['run', '--silent', 'test:e2e'], { env });
  return counted(report, code, ({ stats, suites }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    failures: suites.flatMap((suite) => failuresIn(suite)),
  }));
}

function failuresIn({ file, specs = [], suites = [] }) {
  const own = specs.filter(({ ok }) => !ok).map(({ title }) => `tests/e2e/${file} › ${title}`);
  return [...own, ...suites.flatMap((suite) => failuresIn(suite))];
}

function freshReport(name) {
  mkdirSync(REPORTS, { recursive: true });
  const report = `${REPORTS}/${name}.json`;
  rmSync(report, { force: true });
  return report;
}

/**
 * The report's counts. A run that failed without a failed test (a file that could not be loaded, an error outside of any test)
 * is a failure, and says why as far as it is known.
 */
function counted(report, code, countsOf) {
  if (!existsSync(report)) return one(false);
  const { unhandled = [], ...counts } = countsOf(JSON.parse(readFileSync(report, 'utf8')));
  if (code === 0 || counts.failed > 0) return { ...counts, failures: [...counts.failures, ...unhandled] };
  const why = unhandled.length > 0 ? unhandled : [`ended with code ${code}, and no test has failed`];
  return { ...counts, failed: 1, failures: [...counts.failures, ...why] };
}

function one(good) {
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 };
}
