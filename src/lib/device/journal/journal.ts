/** This user's journal on this device: what was written, opened in memory, with the state of each entry. */
import type { Entry } from '../../record/entry';
import { entryDocId } from '../../record/ids';
import { isQuotaExceeded } from '../quota';
import type { OpenVault } from '../vault/open-vault';
import type { CopyName } from './entry-copies';
import { storedJournals, type JournalDatabases } from './journal-db';
import { Outside, type OutsideParts } from './outside';
import { OwnEntries } from './own-entries';
import { markSetAside, noteReceived, stateOfOwn, type OwnEntry } from './own-entry';
import { readRawJournal } from './raw-journal';
import type { JournalRegistry } from './registry';
import { generationOf, type RevisedDoc } from './revised-doc';
import { Saving, type SealedDoc } from './saving';
import { sealEntry } from './seal-entry';
import { Unwritten } from './unwritten';
import { writableJournal } from './writable-journal';
import { writeEntryDoc, type WriteOutcome } from './write';

export class Journal {
  readonly #vault: OpenVault;
  readonly #databases: JournalDatabases;
  readonly #registry: JournalRegistry;
  readonly #outside: Outside;
  readonly #saving: Saving;
  readonly #own: OwnEntries;
  /** Where reading each journal has got to. Also the list of the journals that are open. */
  readonly #read = new Map<string, string | number>();
  /** Journals that PouchDB can't be trusted with: read as far as possible, and not written into. */
  readonly #unsound = new Set<string>();
  /** Sound ones that can't be opened while the disk is full, since PouchDB writes when it opens: shown as they stand. */
  readonly #noRoom = new Set<string>();
  readonly #unwritten: Unwritten;
  #reading: Promise<void> = Promise.resolve();
  /** Set while nothing may be sent: see `JournalRow.held`. */
  held = false;
  /** Told when what was noted found no room in its journal. */
  onNoRoom: () => void = () => undefined;

  constructor(
    vault: OpenVault,
    databases: JournalDatabases,
    registry: JournalRegistry,
    outside: OutsideParts,
  ) {
    this.#vault = vault;
    this.#own = new OwnEntries(vault);
    this.#databases = databases;
    this.#registry = registry;
    this.#outside = new Outside(vault, outside);
    this.#unwritten = new Unwritten({
      ...{ saving: () => this.#saving, outside: this.#outside },
      findRev: async (name, entryId) => {
        await this.refresh([name]).catch(() => undefined);
        return this.#own.all.get(entryId)?.doc._rev;
      },
      onLeft: (name) => {
        this.#noRoom.add(name);
        this.onNoRoom();
      },
    });
    this.#saving = new Saving({
      ...{ userHash: vault.userHash, databases, registry, outside: this.#outside },
      isHeld: () => this.held,
      onUnwritten: (name, doc, outcome) => this.#unwritten.take(name, doc, outcome),
    });
  }

  /** Every entry that stands on this device, by entry id. */
  get entries(): ReadonlyMap<string, OwnEntry> {
    return this.#own.all;
  }

  /** Seals of the entries that were written before entries carried proofs. */
  unproven(): string[] {
    return [...this.#own.all.values()].filter(({ doc }) => doc.proof === undefined).map(({ hash }) => hash);
  }

  /** Opens the journals of this user that stand on this device, and reads them. */
  async load(): Promise<void> {
    // Before the journals: a copy is written after its entry, by whatever tab.
    const copies = await this.#outside.copies();
    const [rows, stored] = await Promise.all([
      this.#registry.findOf(this.#vault.userHash),
      // A registry that was lost must not hide what was written.
      storedJournals(this.#vault.journalBase),
    ]);
    const registered = rows.map((row) => row.name);
    this.held = rows.some((row) => row.held);
    for (const name of stored) {
      if (!registered.includes(name)) await this.#registry.markWaiting(name, this.#vault.userHash, this.held);
    }
    const names = [...new Set([...registered, ...stored])];
    for (const name of names)
      if (!this.#read.has(name) && !this.#unsound.has(name)) await this.#inspect(name);
    for (const name of names) if (!this.#unsound.has(name)) await this.#openSound(name);
    await this.#takeLone(
      copies.filter((copy) => !this.#outside.holds(this.#own.all.get(copy.entryId), copy)),
    );
    markSetAside(this.#own.all);
  }

  /** Journals that are damaged within: see `Recovery`. */
  get unsound(): ReadonlySet<string> {
    return this.#unsound;
  }

  /** Journals that wait for room on the disk. */
  get noRoom(): ReadonlySet<string> {
    return this.#noRoom;
  }

  /** Tries those once more, and what was noted and did not come into its journal. */
  async openAgain(): Promise<void> {
    const left = await this.#unwritten.retry();
    for (const name of [...this.#noRoom]) if (!left.has(name)) await this.#openSound(name);
  }

  /** Takes a journal that was put right. */
  async adopt(name: string): Promise<void> {
    this.#unsound.delete(name);
    this.forget(name);
    await this.refresh([name]);
  }

  /** Names of the sound journals whose entries are in the given states; of all sound ones when none is given. */
  names(states?: readonly string[]): string[] {
    if (!states) return [...this.#read.keys()];
    const wanted = [...this.#own.all.values()].filter((own) => states.includes(stateOfOwn(own)));
    const isOpen = (name: string) => !this.#unsound.has(name) && !this.#noRoom.has(name);
    return [...new Set(wanted.map((own) => own.journal))].filter(isOpen);
  }

  /** Reads what was written since by anybody: this worker, another tab, the service worker, the server. */
  refresh(names: readonly string[] = this.names()): Promise<void> {
    const next = this.#reading.then(async () => {
      for (const name of names) await this.#readOn(name);
      markSetAside(this.#own.all);
    });
    this.#reading = next.catch(() => undefined);
    return next;
  }

  /** The same of the journal that an entry of this time goes into: another tab may have begun it. */
  refreshAt(writtenAt: string): Promise<void> {
    return this.refresh([writableJournal(this.#vault.journalBase, new Date(writtenAt), this.#unsound)]);
  }

  /** Lets go of a journal that has ended. */
  forget(name: string): void {
    this.#read.delete(name);
    this.#own.forget(name);
  }

  /** A journal that ends is no loss. */
  async unwitness(name: string): Promise<void> {
    await this.#outside.forget(name);
  }

  /** Resolves when all that belongs to what was saved is written, with the marks that had found no room. */
  async rest(): Promise<void> {
    await Promise.all([this.#saving.settle(), this.#outside.rest()]);
  }

  async settle(): Promise<void> {
    await this.rest();
    await this.#outside.settle(
      [...this.#own.all.values()].filter(({ journal }) => !this.#unsound.has(journal)),
    );
  }

  /** Seals an entry and writes it. `written`: it is on the disk. */
  async add(entry: Entry): Promise<WriteOutcome> {
    const name = writableJournal(this.#vault.journalBase, new Date(entry.writtenAt), this.#unsound);
    const _id = entryDocId(entry.id);
    return this.#write(name, entry, async () => {
      const sealed = await sealEntry(entry, _id, this.#vault);
      return { _id, type: 'entry', format: 1, attempt: 1, ...sealed };
    });
  }

  /** Seals a refused entry anew, for the key that the server has now. The entry inside stays what it was. */
  async sendAgain(own: OwnEntry, entry: Entry): Promise<WriteOutcome> {
    const { doc, hash, receipt } = own;
    return this.#write(own.journal, entry, async () => ({
      ...doc,
      attempt: doc.attempt + 1,
      ...(await sealEntry(entry, doc._id, this.#vault)),
      earlier: [...(doc.earlier ?? []), hash],
      ...(receipt ? { answeredAt: receipt.at } : {}),
    }));
  }

  /** What stands in its second place only. */
  async #takeLone(copies: readonly CopyName[]): Promise<void> {
    const expected = copies.length > 0 ? await this.#outside.expected() : new Set<string>();
    for (const copy of copies) {
      const doc = await this.#outside.findCopy(copy);
      if (!doc) continue;
      if (!expected.has(copy.entryId) && (await this.#finish(copy.journal, doc))) continue;
      // Something is wrong with its journal, which `Recovery` puts right.
      this.#unsound.add(copy.journal);
      this.#read.delete(copy.journal);
      await this.#own.take(copy.journal, doc);
    }
  }

  /** A first write that was cut short between its two places: nobody has been told of it. False: it could not be. */
  async #finish(name: string, { _rev, ...doc }: RevisedDoc): Promise<boolean> {
    if (generationOf(_rev) > 1 || this.#unsound.has(name) || this.#noRoom.has(name)) return false;
    const { kind } = await writeEntryDoc(this.#databases, name, doc);
    if (kind === 'failed') return false;
    // A full disk is no damage: it is shown, goes up from its copy, and is written at a start with room.
    if (kind === 'written') await this.#saving.mark(name);
    else this.#noRoom.add(name);
    await (kind === 'written' ? this.refresh([name]) : this.#own.take(name, { ...doc, _rev }));
    return true;
  }

  /** On the disk when it answers `written`. */
  async #write(name: string, entry: Entry, seal: () => Promise<SealedDoc>): Promise<WriteOutcome> {
    const { doc, outcome } = await this.#saving.write(name, entry, seal);
    if (outcome.kind === 'written') {
      await this.#own.keep(name, { ...doc, _rev: outcome.rev }, entry);
      // The next refresh reads it back with whatever else is new; where nothing was read yet, from the beginning.
      if (!this.#read.has(name)) this.#read.set(name, 0);
      markSetAside(this.#own.all);
    }
    return outcome;
  }

  async #inspect(name: string): Promise<void> {
    const { sound, docs } = await readRawJournal(name);
    if (sound) return;
    this.#unsound.add(name);
    await this.#takeAll(name, docs);
  }

  /** Opens a journal whose rows are sound, and reads it. */
  async #openSound(name: string): Promise<void> {
    try {
      await this.refresh([name]);
      this.#noRoom.delete(name);
    } catch (cause) {
      // The connection is dead: the next try makes another.
      await this.#databases.close(name);
      // Still no room, whatever PouchDB calls it; what is wrong beside that is seen at the next start.
      if (this.#noRoom.has(name)) return;
      const { docs } = await readRawJournal(name);
      if (isQuotaExceeded(cause)) {
        await this.#takeAll(name, docs);
        this.#noRoom.add(name);
      } else this.#unsound.add(name);
    }
  }

  /** As they were read without PouchDB. */
  async #takeAll(name: string, docs: readonly unknown[]): Promise<void> {
    for (const doc of docs) await this.#own.take(name, doc);
    await this.#markReceived(name);
  }

  async #readOn(name: string): Promise<void> {
    const since = this.#read.get(name) ?? 0;
    const feed = await this.#databases.changesSince(name, since);
    await Promise.all(feed.results.map(({ doc }) => this.#own.take(name, doc)));
    this.#read.set(name, feed.last_seq);
    await this.#markReceived(name);
  }

  async #markReceived(name: string): Promise<void> {
    noteReceived(this.#own.all, name, await this.#registry.received(name));
  }
}
