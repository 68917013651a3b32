/** Where each mutant was noticed last, written down beside those who look for it: they look there first. It shifts when the code that draws chance does. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

const NoticedSchema = v.record(v.string(), v.number());

export class NoticedIn {
  readonly #known: Record<string, number>;

  /** `file`: JSON, a number by the mutant's name. */
  constructor(readonly file: string) {
    this.#known = v.parse(NoticedSchema, JSON.parse(readFileSync(file, 'utf8')));
  }

  /** Undefined for what was never noticed. */
  find(mutant: string): number | undefined {
    return this.#known[mutant];
  }

  /** What is not in `found` stays as it was. */
  remember(found: Readonly<Record<string, number>>): void {
    const sorted = Object.entries({ ...this.#known, ...found }).sort(([a], [b]) => a.localeCompare(b));
    writeFileSync(this.file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  }
}
