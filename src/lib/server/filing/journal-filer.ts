/** Files what one journal holds and nobody has answered yet. */
import type { BreakGlassBody, Entry } from '../../record/entry';
import type { Access } from '../access/access';
import { reasonGivenBy } from '../access/break-glass';
import { actionToFile } from '../access/decide';
import type { Organisation } from '../access/organisation';
import type { Audit } from '../audit/audit';
import type { NativeKey } from '../native-seal';
import type { VersionedMark } from '../store/entry-mark';
import type { RecordStore } from '../store/record';
import type { Seq } from './checkpoint';
import { Desk, type DeskParts, type Letter } from './desk';
import { fileEntries, settledBy, type Arrival, type Outcome } from './file-entry';
import { groupsOf, inOrderWritten, type Item } from './groups';
import { openEntry, type Opened, type OpenedEntry } from './open-entry';
import type { Quarantine, Settlement } from './quarantine';
import { answerTime } from './receipts';
import { refusalOnRecord } from './refusal-on-record';
import { UnderWay } from './under-way';

type RefusedOutcome = Extract<Outcome, { kind: 'refused' }>;

export interface FilerParts extends DeskParts {
  record: RecordStore;
  organisation: Organisation;
  access: Access;
  audit: Pick<Audit, 'record'>;
  quarantine: Quarantine;
  keys: readonly NativeKey[];
  now: () => Date;
  /** Told when one entry could not be dealt with; the others go on. */
  onFailure: (cause: unknown) => void;
}

export class JournalFiler {
  readonly #parts: FilerParts;

  constructor(parts: FilerParts) {
    this.#parts = parts;
  }

  /** Whether all is dealt with; if not, it is to be tried again later. Throws when the journal can't be read. */
  file(name: string): Promise<boolean> {
    return Desk.with(name, this.#parts, (desk) => this.#fileAll(desk));
  }

  /** Deals with one entry anew, whatever it was answered before: a person has decided on it. */
  refile(name: string, entryId: string): Promise<void> {
    return Desk.with(name, this.#parts, async (desk) => {
      const letter = await desk.letter(entryId);
      const opened = openEntry(letter.doc, this.#parts.keys, desk);
      if (opened.kind === 'refused') await this.#refuse(desk, letter, opened);
      else await this.#fileOpened(desk, [{ letter, opened }]);
    });
  }

  /**
   * An entry that can't be dealt with now holds the checkpoint where it is. Of the others it holds up only the same
   * author's later changes to the same patient's record, which may build on it.
   */
  async #fileAll(desk: Desk): Promise<boolean> {
    const underWay = new UnderWay();
    const checkpoint = await desk.checkpoint();
    let all = true as boolean;
    const attempt = async <T>(job: () => T | Promise<T>): Promise<T | undefined> => {
      try {
        return await job();
      } catch (cause) {
        all = false;
        this.#parts.onFailure(cause);
        return undefined;
      }
    };
    const items: Item<Opened>[] = [];
    let reached: Seq | undefined;
    for await (const { seq, entryIds } of checkpoint.batches()) {
      const letterOf = await desk.letters(entryIds);
      const open = (entryId: string) => attempt(() => this.#open(desk, letterOf(entryId)));
      for (const item of await Promise.all(entryIds.map(open))) if (item) items.push(item);
      reached = seq;
    }
    // LevelDB lists them as they came; a CouchDB has several shards, and lists one after the other.
    const inTurn = this.#parts.store.kind === 'couchdb' ? inOrderWritten(items) : items;
    for (const group of groupsOf(inTurn)) {
      // What fails together may go well one by one: each has its own fate.
      const together = group.length > 1 && (await this.#fileGroup(desk, group, underWay).catch(() => false));
      if (together) continue;
      for (const item of group) await attempt(() => this.#fileGroup(desk, [item], underWay));
    }
    if (all && reached !== undefined) await checkpoint.moveTo(reached);
    return all;
  }

  /** Undefined when it was answered before. */
  #open(desk: Desk, letter: Letter): Item<Opened> | undefined {
    if (letter.receipt?.hash === letter.hash) return;
    const opened = openEntry(letter.doc, this.#parts.keys, desk);
    return { letter, opened };
  }

  async #fileGroup(desk: Desk, group: readonly Item<Opened>[], underWay: UnderWay): Promise<true> {
    const entries: Item<OpenedEntry>[] = [];
    for (const { letter, opened } of group) {
      if (opened.kind === 'refused') await this.#refuse(desk, letter, opened);
      else entries.push({ letter, opened });
    }
    const [first] = entries;
    if (!first) return true;
    const { patientId, body } = first.opened.entry;
    const ids = entries.map(({ opened }) => opened.entry.id);
    if ('targetId' in body && underWay.has(patientId))
      throw new Error('an earlier entry about the same patient waits');
    underWay.begin(patientId, ids);
    await this.#fileOpened(desk, entries);
    underWay.end(patientId, ids);
    return true;
  }

  /** All about one patient. */
  async #fileOpened(desk: Desk, items: readonly Item<OpenedEntry>[]): Promise<void> {
    const { record, quarantine } = this.#parts;
    const outcomes = await this.#outcomesOf(desk, items);
    const answered: Parameters<Desk['answerAll']>[0][number][] = [];
    for (const [i, { letter, opened }] of items.entries()) {
      const outcome = outcomes[i];
      if (!outcome) throw new Error('an entry came to nothing');
      if (outcome.kind === 'refused') {
        await this.#refuse(desk, letter, outcome, opened);
        continue;
      }
      const { entry } = opened;
      // A decision's own receipt comes last: until it is there, all of this is done again.
      for (const settled of await settledBy(entry, record)) await this.#answerSettled(settled);
      if (letter.receipt?.outcome === 'refused') await quarantine.release(desk.name, entry.id, outcome.at);
      const { kind, ...answer } = outcome;
      answered.push({ letter, answer: { outcome: kind, ...answer } });
    }
    await desk.answerAll(answered);
  }

  /** What these entries come to, in their order. What takes no record is settled at once; the rest is filed together. */
  async #outcomesOf(desk: Desk, items: readonly Item<OpenedEntry>[]): Promise<(Outcome | undefined)[]> {
    const { record, quarantine, now } = this.#parts;
    const entryIds = items.map(({ opened }) => opened.entry.id);
    const settlements = await quarantine.findSettlements(desk.name, entryIds);
    const outcomes: (Outcome | undefined)[] = [];
    const arrivals: { place: number; arrival: Arrival }[] = [];
    for (const [place, { opened }] of items.entries()) {
      const entry = await this.#asTheOrganisationNames(opened.entry);
      const { content } = opened;
      const settlement = settlements.get(entry.id);
      outcomes[place] = await this.#outcomeOf(desk, entry, content, settlement);
      if (outcomes[place]) continue;
      const reachesKeptBack = await this.#reachesKeptBack(desk, entry, content, settlement);
      arrivals.push({ place, arrival: { entry, content, journal: desk.name, reachesKeptBack } });
    }
    const patientId = arrivals[0]?.arrival.entry.patientId;
    if (patientId === undefined) return outcomes;
    const all = arrivals.map(({ arrival }) => arrival);
    const filed = await fileEntries(patientId, all, record, now().toISOString());
    for (const [i, { place }] of arrivals.entries()) outcomes[place] = filed[i];
    return outcomes;
  }

  /** Undefined for an entry that is to be filed into the record. */
  async #outcomeOf(
    desk: Desk,
    entry: Entry,
    content: string,
    settlement: Settlement | undefined,
  ): Promise<Outcome | undefined> {
    const { access, quarantine, now } = this.#parts;
    const at = now().toISOString();
    const { id, patientId, body, writtenAt } = entry;
    const { userId } = desk.device;
    const journal = desk.name;
    if (body.kind === 'set-aside') {
      const { entryId, reason } = body;
      await quarantine.putSetAside({ entryId, by: id, journal, userId, patientId, reason, at });
      return { kind: 'filed', at, detail: {} };
    }
    const allowed = await access.mayFile(userId, patientId, actionToFile(body), writtenAt);
    // What a person decided on this very entry stands, whoever's the patient has become since.
    const decided = settlement?.content === content ? settlement.decision : undefined;
    if (decided === 'reject') return { kind: 'refused', refusal: 'rejected' };
    if (!allowed && decided !== 'accept') return { kind: 'refused', refusal: 'no-access' };
    return body.kind === 'break-glass' ? this.#giveReason(entry, body) : undefined;
  }

  /** Asked of what names something in the record, which only the commit knows. */
  async #reachesKeptBack(
    desk: Desk,
    { patientId, body, writtenAt }: Entry,
    content: string,
    settlement: Settlement | undefined,
  ): Promise<boolean> {
    if (!('targetId' in body)) return false;
    if (settlement?.content === content && settlement.decision === 'accept') return true;
    return this.#parts.access.mayFile(desk.device.userId, patientId, 'write-sealed', writtenAt);
  }

  /** Broken glass adds nothing to the record: it is kept with the reasons to see a patient, under the entry's id. */
  async #giveReason(entry: Entry, body: BreakGlassBody): Promise<Outcome> {
    const { organisation, record, now } = this.#parts;
    if (!(await record.head(entry.patientId))) return { kind: 'refused', refusal: 'unknown-target' };
    const [known] = (await organisation.reasonsOf(entry.author.userId)).filter(({ id }) => id === entry.id);
    // Delivered again, it does not begin a new hour.
    if (!known) await organisation.putReason(reasonGivenBy(entry, body, now()));
    return { kind: 'filed', at: now().toISOString(), detail: {} };
  }

  /** The record names its authors as the organisation does, not as a device says. */
  async #asTheOrganisationNames(entry: Entry): Promise<Entry> {
    const user = await this.#parts.organisation.findUser(entry.author.userId);
    if (!user) return entry;
    return { ...entry, author: { ...entry.author, name: user.name, role: user.role } };
  }

  /** Kept, never dropped: the entry in its journal, and a note of it for those who look after the server. */
  async #refuse(desk: Desk, letter: Letter, refused: RefusedOutcome, opened?: OpenedEntry): Promise<void> {
    const { refusal } = refused;
    const at = answerTime(this.#parts.now(), letter.receipt);
    const { entryId } = letter;
    const { userId } = desk.device;
    const of = opened && {
      patientId: opened.entry.patientId,
      entryKind: opened.entry.body.kind,
      writtenAt: opened.entry.writtenAt,
      content: opened.content,
    };
    await refusalOnRecord(refused, { userId, patientId: of?.patientId }, this.#parts);
    await this.#parts.quarantine.putRefused({ entryId, journal: desk.name, userId, ...of, refusal, at });
    await desk.answer(letter, { outcome: 'refused', at, detail: { refusal } });
  }

  async #answerSettled({ mark, version }: VersionedMark): Promise<void> {
    const { entryId, journal, at, detail } = mark;
    await Desk.with(journal, this.#parts, async (desk) => {
      const letter = await desk.letter(entryId);
      const { hash, receipt } = letter;
      if (receipt?.hash === hash && receipt.outcome === 'filed') return;
      await desk.answer(letter, { outcome: 'filed', at, version, detail });
    });
  }
}
