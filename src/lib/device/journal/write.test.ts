import { expect, it } from 'vitest';
import type { EntryDoc } from '../../record/journal-docs';
import type { JournalDatabase, JournalDatabases } from './journal-db';
import { writeEntryDoc } from './write';

const DOC = { _id: 'entry:1', type: 'entry', format: 1, attempt: 1 } as EntryDoc;
const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));

/** As Chromium's: a handle that was opened on a full disk fails for good, also when there is room again. */
class Databases implements Pick<JournalDatabases, 'open' | 'close'> {
  isFull = false;
  #handle: JournalDatabase | undefined;

  open(): JournalDatabase {
    return (this.#handle ??= this.#opened(this.isFull));
  }

  close(): Promise<void> {
    this.#handle = undefined;
    return Promise.resolve();
  }

  #opened(isBroken: boolean): JournalDatabase {
    const answers = <T>(answer: T) => (isBroken || this.isFull ? full() : Promise.resolve(answer));
    return {
      put: () => answers({ rev: '1-a' }),
      allDocs: () => answers({ rows: [] }),
    } as unknown as JournalDatabase;
  }
}

it('takes the first write after there is room again, though it looked at the journal on a full disk', async () => {
  const databases = new Databases();
  const write = () => writeEntryDoc(databases as unknown as JournalDatabases, 'j1', DOC);
  expect(await write()).toEqual({ kind: 'written', rev: '1-a' });
  databases.isFull = true;
  expect(await write()).toEqual({ kind: 'disk-full' });
  databases.isFull = false;
  expect(await write()).toEqual({ kind: 'written', rev: '1-a' });
});
