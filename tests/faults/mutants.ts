import type { Place } from '../support/with-mutants';

/** The classes of fault that a schedule holds, and against each of which some of the code must stand. */
export const FAULT_CLASSES = [
  ...['several people', 'refusals', 'caseload moves'],
  ...['half-open connections', 'truncated answers', 'duplicates', 'captive portals', '401 in the middle'],
  ...['tablet kills', 'power cuts', 'full disks', 'clock jumps'],
  ...['server kills', 'failed writes', 'restored backups'],
] as const;

/** Code broken on purpose, each in a way that would lose, double or hide what somebody wrote: the simulator must catch all. */
export interface Mutant extends Place {
  name: string;
  /** What the code that is broken makes harmless. */
  against: (typeof FAULT_CLASSES)[number];
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
    against: 'server kills',
    file: `${server}/filing/journal-filer.ts`,
    find: 'const outcomes = await this.#outcomesOf(desk, items);',
    replace: `for (const { letter } of items)
      await desk.answer(letter, { outcome: 'filed', at: new Date().toISOString(), detail: {} });
    const outcomes = await this.#outcomesOf(desk, items);`,
  },
  {
    name: 'the filing checkpoint moves on over an entry that failed',
    against: 'failed writes',
    file: `${server}/filing/journal-filer.ts`,
    find: 'if (all && reached !== undefined) await checkpoint.moveTo(reached);',
    replace: 'if (reached !== undefined) await checkpoint.moveTo(reached);',
  },
  {
    name: 'a receipt is trusted without its hash: what is sent again is never looked at',
    against: 'refusals',
    file: `${server}/filing/journal-filer.ts`,
    find: 'if (letter.receipt?.hash === letter.hash) return;',
    replace: 'if (letter.receipt) return;',
  },
  {
    name: 'a decision does not answer those who waited for it',
    against: 'several people',
    file: `${server}/filing/journal-filer.ts`,
    find: 'for (const settled of await settledBy(entry, record)) await this.#answerSettled(settled);',
    replace: 'void settledBy;',
  },
  {
    name: 'a mark is trusted without the record: a commit that was cut short counts as done',
    against: 'server kills',
    file: `${server}/filing/file-entry.ts`,
    find: 'const one: Planned = known?.published',
    replace: 'const one: Planned = known',
  },
  {
    name: 'an entry is filed again without looking whether it is filed',
    against: 'duplicates',
    file: `${server}/filing/file-entry.ts`,
    find: 'const known = current.marks.get(entry.id);',
    replace: 'const known = undefined as ReturnType<typeof current.marks.get>;',
  },
  {
    name: 'a retry makes new ids',
    against: 'duplicates',
    file: 'src/lib/record/filed/documents.ts',
    find: 'id: entry.id,',
    replace: 'id: `${entry.id}-${Math.random()}`,',
  },
  {
    name: 'a version from before a restore is taken for one that is known',
    against: 'restored backups',
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
    against: 'several people',
    file: 'src/lib/record/merge.ts',
    find: 'if (same(base, proposed) || same(current, proposed)) return { value: current };',
    replace: 'if (same(base, proposed) || same(current, proposed)) return { value: proposed };',
  },
  {
    name: 'the merge lets the last one win',
    against: 'several people',
    file: 'src/lib/record/merge.ts',
    find: 'return same(base, current) ? { value: proposed } : undefined;',
    replace: "return same(base, current) || typeof proposed === 'string' ? { value: proposed } : undefined;",
  },
  {
    name: '“saved” is said before the write has ended',
    against: 'tablet kills',
    file: `${device}/journal/write.ts`,
    find: 'const { rev } = await databases.open(name).put(doc);',
    replace: `databases.open(name).put(doc).catch(() => undefined);
    const rev = '1-0';`,
  },
  {
    name: 'writes are not asked to be strict',
    against: 'power cuts',
    file: `${device}/journal/strict.ts`,
    find: "{ ...options, durability: 'strict' as const }",
    replace: 'options',
    also: {
      file: `${device}/journal/copy-log.ts`,
      find: 'if (this.#file.write(record, { at: this.#used }) !== record.length) return false;\n    this.#file.flush();',
      replace: 'this.#file.write(record, { at: this.#used });',
    },
  },
  {
    name: 'what was noted before the power went is not looked for',
    against: 'power cuts',
    file: `${device}/journal/entry-copies.ts`,
    find: 'const left = this.#log?.left ?? [];',
    replace: 'const left: readonly CopyRecord[] = [];',
  },
  {
    name: 'what was received once is not asked about again after a restore',
    against: 'restored backups',
    file: `${device}/journal/replicate.ts`,
    find: 'thorough || received.get(id)?.rev !== rev',
    replace: 'received.get(id)?.rev !== rev',
  },
  {
    name: 'the journals are gone through once only',
    against: 'restored backups',
    file: `${device}/sync/journal-sync.ts`,
    find: 'Math.abs(now - this.#thoroughAt) >= THOROUGH_EVERY_MS',
    replace: 'Math.abs(now - this.#thoroughAt) >= Infinity',
  },
  {
    name: 'the checkpoint of the way down is kept on one side only',
    against: 'restored backups',
    file: `${device}/journal/replicate.ts`,
    find: 'await local.replicate.from(remote, options);',
    replace: "await local.replicate.from(remote, { ...options, checkpoint: 'target' });",
  },
  {
    name: 'a write that never answers holds a journal for ever',
    against: 'full disks',
    file: `${device}/journal/replicate.ts`,
    find: 'await Promise.race([bothWays(BATCH), watched.stalled]).catch(',
    replace: 'await bothWays(BATCH).catch(',
  },
  {
    name: 'packs that never begin to come are waited for without end',
    against: 'half-open connections',
    file: `${device}/sync/server-client.ts`,
    find: 'AbortSignal.any([signal, patience.signal])',
    replace: 'signal',
  },
  {
    name: 'a round that fails is the last one',
    against: 'full disks',
    file: `${device}/sync/sync.ts`,
    find: "if (!this.#ended.signal.aborted) console.error('A round of sync failed', errorName(error));",
    replace: 'throw error;',
  },
  {
    name: 'a journal ends by a clock that runs ahead',
    against: 'clock jumps',
    file: `${device}/make-sync.ts`,
    find: 'address: around.journalsAddress,\n      lastContact: () => leased.caseloads.contact?.confirmedAt,',
    replace: 'address: around.journalsAddress,\n      lastContact: () => new Date(now()).toISOString(),',
  },
  {
    name: 'who left is forgotten when the round was cut short',
    against: 'caseload moves',
    file: `${device}/sync/caseload-sync.ts`,
    find: 'await this.#dropLeavers();',
    replace: 'if (heard) await this.#dropLeavers();',
  },
  {
    name: 'an answer that a tablet brings is trusted without the record',
    against: 'restored backups',
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
    against: 'restored backups',
    file: `${device}/sync/sync.ts`,
    find: "if (outcome.kind === 'server-error' && outcome.status === 403) this.#parts.onNotKnown();",
    replace: '',
  },
  {
    name: 'what was written before its patient left is refused',
    against: 'caseload moves',
    file: `${server}/access/decide.ts`,
    find: 'return reasons.some((reason) => holdsAt(reason, written) && isLately(reason, now));',
    replace: 'return reasons.some((reason) => holdsAt(reason, now.getTime()) && isLately(reason, now));',
  },
  {
    name: 'a sign-in page is taken for an answer that says nothing',
    against: 'captive portals',
    file: `${device}/journal/journal-fetch.ts`,
    find: `return this.#fail(
        response.ok ? { kind: 'captive-portal' } : { kind: 'server-error', status: response.status },
      );`,
    replace: 'return Response.json({});',
  },
  {
    name: 'a 401 in the middle is taken for an answer that says nothing',
    against: '401 in the middle',
    file: `${device}/journal/journal-fetch.ts`,
    find: "if (response.status === 401) return this.#fail({ kind: 'signed-out' });",
    replace: 'if (response.status === 401) return Response.json({});',
  },
  {
    name: 'a 401 ends all syncing',
    against: '401 in the middle',
    file: `${device}/sync/sync.ts`,
    find: "if (failure.kind === 'signed-out') this.#parts.onSignedOut();",
    replace: "if (failure.kind === 'signed-out') this.stop();",
  },
  {
    name: 'an answer that was cut is taken for one in which nothing stood',
    against: 'truncated answers',
    file: `${device}/journal/journal-fetch.ts`,
    find: `response.headers.get('accept-encoding') === IN_PIECES;
    return response;`,
    replace: `response.headers.get('accept-encoding') === IN_PIECES;
    const isCut = await response.clone().json().then(() => false, () => true);
    return isCut ? Response.json({ results: [] }) : response;`,
    also: {
      file: `${device}/journal/replicate.ts`,
      find: 'if (thorough && (await anyUnanswered(local)))',
      replace: 'if (false as boolean)',
    },
  },
  {
    name: 'packs that stop half-way are waited for without end',
    against: 'truncated answers',
    file: `${device}/sync/chunks-of.ts`,
    find: 'return Promise.race([read, stalled]);',
    replace: 'return read;',
  },
  {
    name: 'a full disk is not told to whoever saves',
    against: 'full disks',
    file: `${device}/journal/write.ts`,
    find: "return isQuotaExceeded(cause) ? { kind: 'disk-full' } : { kind: 'failed', cause };",
    replace: "return isQuotaExceeded(cause) ? { kind: 'written', rev: '1-0' } : { kind: 'failed', cause };",
  },
  {
    name: 'a full disk is taken for damage, and what was damaged deleted on it',
    against: 'full disks',
    file: `${device}/journal/journal.ts`,
    find: `if (isQuotaExceeded(cause)) {
        await`,
    replace: `if (cause === undefined) {
        await`,
    also: {
      file: `${device}/journal/salvage.ts`,
      find: `await registry.markWaiting(name, userHash, held);
      await deleteRawJournal(name);`,
      replace: 'await deleteRawJournal(name);',
    },
  },
  {
    name: 'the server’s full disk is not told to whoever sends',
    against: 'full disks',
    file: `${server}/journals/routes.ts`,
    find: 'await replicateInto(journal, docs);',
    replace: 'await replicateInto(journal, docs).catch(() => undefined);',
    also: {
      file: `${device}/journal/replicate.ts`,
      find: 'let missing = await missingFrom(remote, doubtful);',
      replace: 'let missing = new Set<string>();',
    },
  },
];
