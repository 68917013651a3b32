import { expect, it } from 'vitest';
import { reportOf } from './error-report';

it('names class, code and places, and leaves out what an error quotes', () => {
  const error = new TypeError('Smith, Mary is not a number', {
    cause: Object.assign(new Error('9990000018'), { code: 'ECONNREFUSED' }),
  });
  const report = reportOf(error);
  expect(report).toMatch(/^TypeError\n +at /);
  expect(report).toContain('caused by Error ECONNREFUSED');
  expect(report).not.toMatch(/Mary|999/);
});

it('a message of several lines does not slip through as a place', () => {
  expect(reportOf(new Error('first\n    at second: Mary'))).not.toContain('Mary');
});

it('something that is no error is named by its type alone', () => {
  expect(reportOf('Mary')).toBe('string');
});
