/** What is remembered of the tags given out: so that an idle device is answered without looking at its caseload. */

/** A user may have some devices, each at a tag of its own. */
const TAGS_OF_A_USER = 8;

export interface Given {
  /** Hash of all in the caseload but the versions. */
  structure: string;
  /** Where the record, the organisation and the clock were when the caseload was last found to be this. */
  position: number;
  revision: number;
  at: Date;
}

export class GivenTags {
  readonly #byUser = new Map<string, Map<string, Given>>();

  find(userId: string, tag: string): Given | undefined {
    return this.#byUser.get(userId)?.get(tag);
  }

  keep(userId: string, tag: string, given: Given): void {
    const tags = this.#byUser.get(userId) ?? new Map<string, Given>();
    this.#byUser.set(userId, tags);
    tags.delete(tag);
    tags.set(tag, given);
    for (const oldest of tags.keys()) {
      if (tags.size <= TAGS_OF_A_USER) return;
      tags.delete(oldest);
    }
  }
}
