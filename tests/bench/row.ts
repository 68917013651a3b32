/** A row of the benchmark: what it measures, and what came of it. */

/** One line of the table: the same thing measured again and again, beside its floor and its peer in the same rounds. */
export interface Series {
  row: string;
  /** Size and conditions, in words. */
  case: string;
  unit: 'ms' | 's' | '×' | 'bytes' | 'requests' | 'KB' | 'MB' | 'a second' | '% of a core';
  ours: number[];
  /** The least work that any program must do. */
  floor?: number[];
  /** What a user would pick instead: stock PouchDB. */
  peer?: number[];
  /** Where the same is measured at several sizes. */
  growth?: Growth;
}

/** Of which figure of the row this is one size. */
export interface Growth {
  figure: string;
  size: number;
  /** What there are so many of. */
  of: string;
}

export interface Row {
  name: string;
  /** For the page about performance: one line. */
  what: string;
  /** `rounds`: at least this many times each. */
  measure: (rounds: number) => Promise<Series[]>;
}
