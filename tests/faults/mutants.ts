import type { Place } from './simulator/bundle';

/** Code broken on purpose, each in a way that would lose, double or hide what somebody wrote: the simulator must catch all. */
export interface Mutant extends Place {
  name: string;
  /** What stands behind it and would make it good: it is broken too. */
  also?: Place;
}

/** All that is broken for it. */
export function placesOf({ also, ...first }: Mutant): Place[] {
  return also ? [first, also] : [first];
}

const device = 'src/lib/device';
const server = 'src/lib/server';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the server answers “filed” before the commit',
    file: `${server}/filing/journal-filer.ts`,
    find: 'const outcomes = await this.#outcomesOf(desk, items);',
    replace: `for (const { letter } of items)
      await desk.answer(letter, { outcome: 'filed', at: new Date().toISOString(), detail: {} });
    const outcomes = await this.#outcomesOf(desk, items);`,
  },
  {
    name: 'the filing checkpoint moves on over an entry that failed',
    file: `${server}/filing/journal-filer.ts`,
    find: 'if (all && reached !== undefined) await checkpoint.moveTo(reached);',
    replace: 'if (reached !== undefined) await checkpoint.moveTo(reached);',
  },
  {
    name: 'a receipt is trusted without its hash: what is sent again is never looked at',
    file: `${server}/filing/journal-filer.ts`,
    find: 'if (letter.receipt?.hash === letter.hash) return;',
    replace: 'if (letter.receipt) return;',
  },
  {
    name: 'a decision does not answer those who waited for it',
    file: `${server}/filing/journal-filer.ts`,
    find: 'for (const settled of await settledBy(entry, record)) await this.#answerSettled(settled);',
    replace: 'void settledBy;',
  },
  {
    name: 'a mark is trusted without the record: a commit that was cut short counts as done',
    file: `${server}/filing/file-entry.ts`,
    find: 'const one: Planned = known?.published',
    replace: 'const one: Planned = known',
  },
  {
    name: 'an entry is filed again without looking whether it is filed',
    file: `${server}/filing/file-entry.ts`,
    find: 'const known = current.marks.get(entry.id);',
    replace: 'const known = undefined as ReturnType<typeof current.marks.get>;',
  },
  {
    name: 'a retry makes new ids',
    file: 'src/lib/record/filed/documents.ts',
    find: 'id: entry.id,',
    replace: 'id: `${entry.id}-${Math.random()}`,',
  },
  {
    name: 'a version from before a restore is taken for one that is known',
    file: `${server}/store/record.ts`,
    find: 'if (since === undefined || !head.history.includes(since)) {',
    replace: 'if (since === undefined) {',
    also: {
      file: 'src/lib/record/pack.ts',
      find: 'if (byReference.size !== line.count) {',
      replace: `if (line.since !== undefined) return { kind: 'applied', pack: { ...line, resources: [...byReference.values()] } };
  if (byReference.size !== line.count) {`,
    },
  },
  {
    name: 'the merge drops what the other side changed',
    file: 'src/lib/record/merge.ts',
    find: 'if (same(base, proposed) || same(current, proposed)) return { value: current };',
    replace: 'if (same(base, proposed) || same(current, proposed)) return { value: proposed };',
  },
  {
    name: 'the merge lets the last one win',
    file: 'src/lib/record/merge.ts',
    find: 'return same(base, current) ? { value: proposed } : undefined;',
    replace: "return same(base, current) || typeof proposed === 'string' ? { value: proposed } : undefined;",
  },
  {
    name: '“saved” is said before the write has ended',
    file: `${device}/journal/write.ts`,
    find: 'const { rev } = await databases.open(name).put(doc);',
    replace: `databases.open(name).put(doc).catch(() => undefined);
    const rev = '1-0';`,
  },
  {
    name: 'writes are not asked to be strict',
    file: `${device}/journal/strict.ts`,
    find: "{ ...options, durability: 'strict' as const }",
    replace: 'options',
  },
  {
    name: 'what was received once is not asked about again after a restore',
    file: `${device}/journal/replicate.ts`,
    find: 'thorough || received.get(id)?.rev !== rev',
    replace: 'received.get(id)?.rev !== rev',
  },
  {
    name: 'the journals are gone through once only',
    file: `${device}/sync/journal-sync.ts`,
    find: 'Math.abs(now - this.#thoroughAt) >= THOROUGH_EVERY_MS',
    replace: 'Math.abs(now - this.#thoroughAt) >= Infinity',
  },
  {
    name: 'the checkpoint of the way down is kept on one side only',
    file: `${device}/journal/replicate.ts`,
    find: 'await local.replicate.from(remote, options);',
    replace: "await local.replicate.from(remote, { ...options, checkpoint: 'target' });",
  },
  {
    name: 'a write that never answers holds a journal for ever',
    file: `${device}/journal/replicate.ts`,
    find: 'await Promise.race([bothWays(BATCH), watched.stalled]).catch(',
    replace: 'await bothWays(BATCH).catch(',
  },
  {
    name: 'packs that never begin to come are waited for without end',
    file: `${device}/sync/server-client.ts`,
    find: 'AbortSignal.any([signal, patience.signal])',
    replace: 'signal',
  },
  {
    name: 'a round that fails is the last one',
    file: `${device}/sync/sync.ts`,
    find: "if (!this.#ended.signal.aborted) console.error('A round of sync failed', errorName(error));",
    replace: 'throw error;',
  },
  {
    name: 'a journal ends by a clock that runs ahead',
    file: `${device}/make-sync.ts`,
    find: 'address: around.journalsAddress,\n      lastContact: () => leased.caseloads.contact?.confirmedAt,',
    replace: 'address: around.journalsAddress,\n      lastContact: () => new Date(now()).toISOString(),',
  },
  {
    name: 'who left is forgotten when the round was cut short',
    file: `${device}/sync/caseload-sync.ts`,
    find: 'await this.#dropLeavers();',
    replace: 'if (heard) await this.#dropLeavers();',
  },
  {
    name: 'an answer that a tablet brings is trusted without the record',
    file: `${server}/journals/routes.ts`,
    find: "await body())).filter(([id]) => id.startsWith('entry:'));",
    replace: 'await body()));',
    also: {
      file: `${server}/journals/routes.ts`,
      find: 'const { docs } = parse(IncomingSchema, await body());',
      replace: 'const { docs } = (await body()) as v.InferOutput<typeof IncomingSchema>;',
    },
  },
  {
    name: 'a server that has forgotten a tablet is not told of it again',
    file: `${device}/sync/sync.ts`,
    find: "if (outcome.kind === 'server-error' && outcome.status === 403) this.#parts.onNotKnown();",
    replace: '',
  },
  {
    name: 'what was written before its patient left is refused',
    file: `${server}/access/decide.ts`,
    find: 'return reasons.some((reason) => holdsAt(reason, written) && isLately(reason, now));',
    replace: 'return reasons.some((reason) => holdsAt(reason, now.getTime()) && isLately(reason, now));',
  },
];
