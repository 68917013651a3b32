/** What an import did, in counts, and each refusal with its place. Holds nothing of a patient. */
import * as v from 'valibot';
import { FLAGS, REFUSALS, type FlagReason, type Refusal } from './reasons';

const counts = v.record(v.string(), v.number());

export const ImportReportSchema = v.object({
  team: v.string(),
  files: v.number(),
  /** imported + unchanged + refused */
  found: v.number(),
  imported: v.number(),
  unchanged: v.number(),
  /** Resources that carry a flag, of those imported or unchanged. */
  flagged: v.number(),
  refused: v.number(),
  patients: v.number(),
  byType: v.record(v.string(), counts),
  flags: counts,
  refusals: counts,
  refusedAt: v.array(
    v.object({ file: v.string(), place: v.string(), reason: v.string(), detail: v.optional(v.string()) }),
  ),
  seconds: v.number(),
  /** The most memory that the process held, in MB. */
  peakMemoryMb: v.number(),
});
export type ImportReport = v.InferOutput<typeof ImportReportSchema>;

type Overall = 'team' | 'files' | 'patients' | 'seconds' | 'peakMemoryMb';

/** Counts while the import goes on. */
export class Tally {
  readonly #report: Omit<ImportReport, Overall> = {
    found: 0,
    imported: 0,
    unchanged: 0,
    flagged: 0,
    refused: 0,
    byType: {},
    flags: {},
    refusals: {},
    refusedAt: [],
  };

  taken(type: string, outcome: 'imported' | 'unchanged', flags: readonly FlagReason[]): void {
    this.#report.found++;
    this.#report[outcome]++;
    this.#count(type, outcome);
    if (flags.length === 0) return;
    this.#report.flagged++;
    this.#count(type, 'flagged');
    for (const flag of flags) add(this.#report.flags, flag);
  }

  refuse(refusal: Refusal, type = '(none)'): void {
    this.#report.found++;
    this.#report.refused++;
    this.#count(type, 'refused');
    add(this.#report.refusals, refusal.reason);
    this.#report.refusedAt.push({ ...refusal });
  }

  report(rest: Pick<ImportReport, Overall>): ImportReport {
    return { ...this.#report, ...rest };
  }

  #count(type: string, column: string): void {
    add((this.#report.byType[type] ??= {}), column);
  }
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

const COLUMNS = ['imported', 'unchanged', 'flagged', 'refused'] as const;
const SHOWN = 20;

/** The report as a table for people. */
export function printReport(report: ImportReport): string {
  const types = Object.entries(report.byType).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = [
    ['', ...COLUMNS],
    ...types.map(([type, row]) => [type, ...COLUMNS.map((column) => String(row[column] ?? 0))]),
    ['All', ...COLUMNS.map((column) => String(report[column]))],
  ];
  const shown = report.refusedAt.slice(0, SHOWN);
  const more = report.refusedAt.length - shown.length;
  return [
    ...aligned(rows),
    ...listed('Flagged (kept, with the flag)', report.flags, FLAGS),
    ...listed('Refused', report.refusals, REFUSALS),
    ...shown.map(
      (refusal) =>
        `  ${[refusal.file, refusal.place, refusal.reason, refusal.detail].filter(Boolean).join(' · ')}`,
    ),
    ...(more > 0 ? [`  … and ${more} more: --json names them all`] : []),
    '',
    `${report.files} files, ${report.found} resources, ${report.patients} patients in ${report.seconds} s; at most ${report.peakMemoryMb} MB of memory.`,
  ].join('\n');
}

function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}

function listed(title: string, found: Record<string, number>, words: Record<string, string>): string[] {
  const entries = Object.entries(found).sort(([, a], [, b]) => b - a);
  return entries.length === 0
    ? []
    : [
        '',
        `${title}:`,
        ...entries.map(([reason, count]) => `  ${count} × ${words[reason] ?? reason} (${reason})`),
      ];
}
