/** Which journal an entry goes into. Pure. */
import { journalName } from '../../record/ids';

/** That of its month, or the next one that may be written into. */
export function writableJournal(base: string, at: Date, unsound: ReadonlySet<string>): string {
  const month = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
  let name = journalName(base, month);
  while (unsound.has(name)) {
    month.setUTCMonth(month.getUTCMonth() + 1);
    name = journalName(base, month);
  }
  return name;
}
