/** All rows, in the order of the table. */
import type { Row } from './row';
import { bundle } from './rows/bundle';
import { filing } from './rows/filing';
import { idleSync } from './rows/idle-sync';
import { openChart } from './rows/open-chart';
import { save } from './rows/save';
import { smallSync } from './rows/small-sync';

export const ROWS: readonly Row[] = [idleSync, smallSync, save, openChart, filing, bundle];
