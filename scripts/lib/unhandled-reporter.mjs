/** Writes what was thrown outside of any test, which fails a run without naming it: a JSON list of lines, if there is any. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class UnhandledReporter {
  onTestRunEnd(_modules, errors) {
    const file = process.env.UNHANDLED_REPORT;
    if (file && errors.length > 0) writeFileSync(file, JSON.stringify(errors.map(lineOf)));
  }
}

/** The first place in the project's own code, or else the first of all. */
function lineOf({ name, message, stacks = [], VITEST_TEST_NAME: test, VITEST_TEST_PATH: path }) {
  const { file, line } = stacks.find((frame) => !frame.file.includes('node_modules')) ?? stacks[0] ?? {};
  const during = path ? ` while ${relative('.', path)} ran${test ? ` “${test}”` : ''}` : '';
  return `${name}: ${message}${file ? ` at ${relative('.', file)}:${line}` : ''}${during}`;
}
