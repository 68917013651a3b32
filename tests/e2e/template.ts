/** What every browser test starts from: a filled data folder, and the tablets of two nurses with their caseload on them. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TEMPLATE_PATIENTS = 28;
/** `DOORSTEP_E2E_TEMPLATE` keeps two runs on one machine apart. */
const TEMPLATE =
  process.env['DOORSTEP_E2E_TEMPLATE'] ?? join(tmpdir(), `doorstep-e2e-template-${process.getuid?.() ?? 0}`);
export const TEMPLATE_DIR = join(TEMPLATE, 'data');

export const NURSES = ['Amara Okafor', 'Tom Hargreaves'] as const;

/** Undefined for whom no tablet is prepared. */
export function findPreparedProfile(name: string): string | undefined {
  return NURSES.some((nurse) => nurse === name) ? join(TEMPLATE, name.replace(' ', '-')) : undefined;
}

/**
 * Browsers keep what they store by origin, so each test's server has this one, whatever port it listens at: the tests’
 * browsers are told that port.
 */
export const ORIGIN = 'http://localhost:4173';
