/** One journal while it is being filed: its letters (an entry as it lies there) and the answers to them. */
import * as v from 'valibot';
import { entryDocId, JOURNAL_NAME } from '../../record/ids';
import { SealedSchema } from '../../record/journal-docs';
import type { Device, Devices, Proofs } from '../journals/devices';
import { nativeSealHash } from '../native-seal';
import { findDocuments } from '../store/documents';
import type { Database, Store } from '../store/store';
import { Checkpoint } from './checkpoint';
import { findReceipts, writeReceipts, type Answer, type HeldReceipt } from './receipts';

/** Only the seal is sure to be what it should be. */
const IncomingSchema = v.looseObject({ _id: v.string(), sealed: SealedSchema });

const NamedSchema = v.looseObject({ _id: v.string() });

export type LetterAnswer = Omit<Answer, 'entryId' | 'hash'>;

export interface Letter {
  entryId: string;
  doc: v.InferOutput<typeof IncomingSchema>;
  /** `sealHash` of it. */
  hash: string;
  /** The latest answer, which may be to an earlier attempt. */
  receipt: HeldReceipt | undefined;
}

export interface DeskParts {
  store: Store;
  devices: Devices;
  /** Told for each journal into which a receipt was written. */
  onReceipt: (journal: string) => void;
}

export class Desk {
  readonly #journal: Database;
  readonly #onReceipt: DeskParts['onReceipt'];

  private constructor(
    readonly name: string,
    readonly device: Device,
    /** Undefined: from before entries carried proofs. */
    readonly proofs: Proofs | undefined,
    journal: Database,
    onReceipt: DeskParts['onReceipt'],
  ) {
    this.#journal = journal;
    this.#onReceipt = onReceipt;
  }

  /** Runs `job` with the journal open. Throws when nobody is known to own it. */
  static async with<T>(
    name: string,
    { store, devices, onReceipt }: DeskParts,
    job: (desk: Desk) => Promise<T>,
  ): Promise<T> {
    const device = await devices.find(JOURNAL_NAME.exec(name)?.[1] ?? '');
    if (!device) throw new Error('nobody is known to own a journal');
    const proofs = await devices.findProofs(device.journalBase);
    return store.withJournal(name, (journal) => job(new Desk(name, device, proofs, journal, onReceipt)));
  }

  checkpoint(): Promise<Checkpoint> {
    return Checkpoint.read(this.#journal);
  }

  async letter(entryId: string): Promise<Letter> {
    return (await this.letters([entryId]))(entryId);
  }

  /** Reads these letters at once; each is then had by its entry's id, or throws. */
  async letters(entryIds: readonly string[]): Promise<(entryId: string) => Letter> {
    const [found, receipts] = await Promise.all([
      findDocuments(this.#journal, entryIds.map(entryDocId)),
      findReceipts(this.#journal, entryIds),
    ]);
    const docs = new Map(found.map((doc) => [v.parse(NamedSchema, doc)._id, doc]));
    return (entryId) => {
      const doc = v.parse(IncomingSchema, docs.get(entryDocId(entryId)));
      return { entryId, doc, hash: nativeSealHash(doc.sealed), receipt: receipts.get(entryId) };
    };
  }

  async answer(letter: Letter, answer: LetterAnswer): Promise<void> {
    await this.answerAll([{ letter, answer }]);
  }

  async answerAll(answered: readonly { letter: Letter; answer: LetterAnswer }[]): Promise<void> {
    if (answered.length === 0) return;
    const answers = answered.map(({ letter: { entryId, hash, receipt: held }, answer }) => ({
      answer: { entryId, hash, ...answer },
      held,
    }));
    await writeReceipts(this.#journal, answers, this.device.vaultKey);
    this.#onReceipt(this.name);
  }
}
