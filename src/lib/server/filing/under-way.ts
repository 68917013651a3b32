/** Which entries of a journal were begun, in this round of filing, and not dealt with. */
export class UnderWay {
  readonly #byPatient = new Map<string, Set<string>>();

  begin(patientId: string, entryIds: readonly string[]): void {
    const begun = this.#byPatient.get(patientId) ?? new Set();
    for (const id of entryIds) begun.add(id);
    this.#byPatient.set(patientId, begun);
  }

  /** These are dealt with. Others about the same patient may still wait. */
  end(patientId: string, entryIds: readonly string[]): void {
    for (const id of entryIds) this.#byPatient.get(patientId)?.delete(id);
  }

  has(patientId: string): boolean {
    return (this.#byPatient.get(patientId)?.size ?? 0) > 0;
  }
}
