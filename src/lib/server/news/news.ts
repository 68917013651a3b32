/** Tells signed-in clinicians that something they may see has changed: one word, no content. */
import type { Access } from '../access/access';
import type { Organisation } from '../access/organisation';
import type { RecordStore } from '../store/record';

/** Changes that come close together are told once. */
const GATHER_MS = 200;
/** How often it looks for reasons that began or ended by themselves. */
const LOOK_MS = 15_000;

export interface Listener {
  userId: string;
  changed: () => void;
  /** The server goes down: let go. */
  closed: () => void;
}

export class News {
  readonly #access: Access;
  readonly #listeners = new Set<Listener>();
  readonly #stops: (() => void)[];
  /** Patients whose record changed since the last telling. */
  #patients = new Set<string>();
  #everybody = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({
    access,
    organisation,
    record,
    now = () => new Date(),
  }: {
    access: Access;
    organisation: Organisation;
    record: RecordStore;
    now?: () => Date;
  }) {
    this.#access = access;
    this.#stops = [
      this.#watchTheClock(organisation, now),
      record.onCommit((patientId) => {
        this.#patients.add(patientId);
        this.#gather();
      }),
      organisation.onChange(() => {
        this.#everybody = true;
        this.#gather();
      }),
    ];
  }

  /** Returns the way to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    for (const listener of this.#listeners) listener.closed();
    this.#listeners.clear();
  }

  /** A caseload changes also when nobody does anything: cover ends, an hour is over. */
  #watchTheClock(organisation: Organisation, now: () => Date): () => void {
    let looked = now();
    const look = async (): Promise<void> => {
      const from = looked;
      looked = now();
      if (this.#listeners.size === 0) return;
      // When it can't be found out it is told: asking once too often harms nobody.
      if (!(await organisation.turnsBetween(from, looked).catch(() => true))) return;
      this.#everybody = true;
      this.#gather();
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }

  #gather(): void {
    if (this.#listeners.size === 0) {
      this.#patients.clear();
      this.#everybody = false;
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const [patients, everybody] = [this.#patients, this.#everybody];
      this.#patients = new Set();
      this.#everybody = false;
      for (const listener of this.#listeners) void this.#tell(listener, patients, everybody);
    }, GATHER_MS);
  }

  /** When it can't be found out whether it concerns this listener, it is told: asking once too often harms nobody. */
  async #tell(listener: Listener, patients: ReadonlySet<string>, everybody: boolean): Promise<void> {
    const concerns =
      everybody ||
      (await this.#access.readable(listener.userId).then(
        (readable) => [...patients].some((patientId) => readable.has(patientId)),
        () => true,
      ));
    if (concerns && this.#listeners.has(listener)) listener.changed();
  }
}
