import { createContext } from 'svelte';
import type { ChartView } from '../record/chart/view';

/** The chart of the patient whose page is open: read through a function, so that it stays the newest. */
export const [getChart, setChart] = createContext<() => ChartView>();
