/** All rows, in the order of the table. */
import type { Row } from './row';
import { bundle } from './rows/bundle';
import { caseload } from './rows/caseload';
import { caseloadLarge } from './rows/caseload-large';
import { coldStart } from './rows/cold-start';
import { filing } from './rows/filing';
import { fleet } from './rows/fleet';
import { idleSync } from './rows/idle-sync';
import { longTasks } from './rows/long-tasks';
import { openChart } from './rows/open-chart';
import { save } from './rows/save';
import { search } from './rows/search';
import { smallSync } from './rows/small-sync';
import { visitUpload } from './rows/visit-upload';

export const ROWS: readonly Row[] = [
  caseload,
  caseloadLarge,
  idleSync,
  smallSync,
  save,
  openChart,
  search,
  coldStart,
  visitUpload,
  longTasks,
  filing,
  fleet,
  bundle,
];
