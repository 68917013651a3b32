/** The filled data folder that every browser test starts from. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TEMPLATE_PATIENTS = 24;
/** `DOORSTEP_E2E_TEMPLATE` keeps two runs on one machine apart. */
export const TEMPLATE_DIR =
  process.env['DOORSTEP_E2E_TEMPLATE'] ?? join(tmpdir(), `doorstep-e2e-template-${process.getuid?.() ?? 0}`);
