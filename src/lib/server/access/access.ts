/** The questions that routes and filing ask, answered from the organisation by the rules of `decide.ts`. */
import { isAllowed, RULES, type Action, type Rule } from './decide';
import type { Organisation, OrganisationUser } from './organisation';
import { ReadableCache, type Seen } from './readable-cache';
import type { Reason } from './reason';
import { reasonsAt, reasonsFor, whyOf } from './reasons';
import { viewOf, type View } from './view';

export class Access {
  readonly #organisation: Organisation;
  readonly #now: () => Date;
  readonly #rules: readonly Rule[];
  readonly #readable: ReadableCache;

  constructor(organisation: Organisation, now: () => Date = () => new Date(), rules = RULES) {
    this.#organisation = organisation;
    this.#now = now;
    this.#rules = rules;
    this.#readable = new ReadableCache(organisation);
  }

  /** Whether this user may do what concerns no patient, such as managing users. */
  async may(userId: string, action: Action): Promise<boolean> {
    const user = await this.#organisation.findUser(userId);
    return user !== undefined && isAllowed({ role: user.role, action, now: this.#now() }, this.#rules);
  }

  /**
   * Whether this user may do what concerns another user (nobody is their own colleague), such as seeing how a colleague's
   * devices fare. `writtenAt`: of the entry that it is about.
   */
  async mayConcerning(userId: string, action: Action, otherId: string, writtenAt?: string): Promise<boolean> {
    const user = await this.#organisation.findUser(userId);
    if (!user) return false;
    const colleague = otherId === userId ? undefined : await this.#organisation.findUser(otherId);
    const shared = user.teams.flatMap((own) =>
      (colleague?.teams ?? []).filter(({ id }) => id === own.id).map((other) => ({ own, other })),
    );
    const written = writtenAt === undefined ? {} : { writtenAt };
    return isAllowed({ role: user.role, action, now: this.#now(), shared, ...written }, this.#rules);
  }

  /** The patients whom this user may see now, each with why and how much. */
  readable(userId: string): Promise<ReadonlyMap<string, Seen>> {
    const now = this.#now();
    return this.#readable.get(userId, now, () => this.#readableAt(userId, now));
  }

  /** Whether an entry that this user wrote at `writtenAt` may be filed for the patient. */
  async mayFile(userId: string, patientId: string, action: Action, writtenAt: string): Promise<boolean> {
    const user = await this.#organisation.findUser(userId);
    if (!user) return false;
    const now = this.#now();
    const instants = [new Date(writtenAt), now];
    const reasons = await reasonsFor(this.#organisation, user, patientId, instants);
    return isAllowed({ role: user.role, action, reasons, now, writtenAt }, this.#rules);
  }

  async #readableAt(userId: string, now: Date): Promise<ReadonlyMap<string, Seen>> {
    const seen = new Map<string, Seen>();
    const user = await this.#organisation.findUser(userId);
    if (!user) return seen;
    // Most patients are seen for one and the same reason: one value for all of them.
    const known = new Map<string, Seen>();
    for (const [patientId, reasons] of await reasonsAt(this.#organisation, user, now)) {
      const view = this.#viewOf(user, reasons, now);
      if (!view) continue;
      const one = { why: reasons.map(whyOf), view };
      const key = JSON.stringify(one);
      seen.set(patientId, known.get(key) ?? one);
      if (!known.has(key)) known.set(key, one);
    }
    return seen;
  }

  #viewOf({ role }: OrganisationUser, reasons: readonly Reason[], now: Date): View | undefined {
    return viewOf((action) => isAllowed({ role, action, reasons, now }, this.#rules));
  }
}
