/** The audit as a table for a spreadsheet: RFC 4180, UTF-8. */
import type { ActRow } from '../../record/audit-event';

const COLUMNS = [
  'recorded',
  'kind',
  'userId',
  'role',
  'patientId',
  'aboutUserId',
  'reason',
  'words',
  'count',
  'id',
  'happened',
  'address',
] as const;

export function csvOf(rows: readonly ActRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

/** A spreadsheet takes what begins like a formula for one, and would run what somebody typed: an apostrophe makes it text. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
