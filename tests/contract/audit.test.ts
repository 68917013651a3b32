import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  linkAad,
  nextLink,
  START,
  type Carried,
  type Link,
  type SealedLink,
} from '../../src/lib/record/audit-chain';
import { auditEventOf, type Act } from '../../src/lib/record/audit-event';
import { sealJson } from '../../src/lib/record/seal';
import { Audit } from '../../src/lib/server/audit/audit';
import type { Store } from '../../src/lib/server/store/store';
import { makeKeyPair, type KeyPair } from '../support/office';
import { describeStores } from '../support/stores';

const CHAIN = 'j00000000000000000000000000000001';
const OWNER = { userId: 'ada' };
const OFFICER = { id: 'priya', role: 'privacy-officer' };
const PATIENT = 'p00000000000000000000001';
const opened: Act = { kind: 'chart-opened', patientId: PATIENT };

describeStores('the audit', (open) => {
  let store: Store;
  let key: KeyPair;
  let audit: Audit;
  let clock: Date;

  const openAudit = (on = store) =>
    Audit.open({ store: on, keys: [key.opening], secret: new Uint8Array(32).fill(7), now: () => clock });

  beforeEach(async () => {
    clock = new Date('2026-11-22T12:00:00.000Z');
    store = await open();
    key = await makeKeyPair();
    audit = await openAudit();
  });
  afterEach(async () => {
    await audit.close();
    await store.close();
  });

  /** What a device would hold after these acts of one user. */
  async function linksOf(
    acts: readonly Act[],
    userId = 'ada',
    after: { seq: number; hash: string } = START,
  ): Promise<Link[]> {
    const links: Link[] = [];
    for (const [n, act] of acts.entries()) {
      const recorded = new Date(Date.UTC(2026, 10, 22, 8, after.seq + n)).toISOString();
      const context = {
        id: `e-${userId}-${after.seq + n}`,
        recorded,
        user: { id: userId, role: 'community-nurse' },
        place: 'd1',
      };
      links.push(await nextLink(CHAIN, links.at(-1) ?? after, JSON.stringify(auditEventOf(act, context))));
    }
    return links;
  }

  const seal = async ({ seq, prev, hash, text }: Link): Promise<SealedLink> => ({
    ...{ seq, prev, hash },
    sealed: await sealJson(text, linkAad(CHAIN, seq), [key.public]),
  });

  async function carry(links: readonly Link[], more: Partial<Carried> = {}, by = audit) {
    const sealed = await Promise.all(links.map(seal));
    return by.accept({ chain: CHAIN, links: sealed, reached: links.at(-1)?.seq ?? 0, ...more }, OWNER);
  }

  const alarms = async () => (await audit.records.reviews()).map(({ row }) => row.reason);

  describe('of a device', () => {
    it('is taken up in parts, vouched for, found by patient and by user, and whole', async () => {
      const links = await linksOf([{ kind: 'unlocked' }, opened, { kind: 'search', count: 4 }]);
      await carry(links.slice(0, 2));
      const answer = await carry(links.slice(2));
      expect(answer.head).toEqual({ seq: 3, hash: links[2]?.hash });
      expect(await audit.records.ofPatient(PATIENT)).toMatchObject([{ kind: 'chart-opened', userId: 'ada' }]);
      expect((await audit.records.ofUser('ada')).map(({ kind }) => kind)).toEqual([
        ...['unlocked', 'chart-opened', 'search'],
      ]);
      expect(await audit.records.ofUser('ada', '2026-11-22T08:01', '2026-11-22T08:01')).toHaveLength(1);
      expect(await audit.findBreach(CHAIN)).toBeUndefined();
      expect(await alarms()).toEqual([]);
    });

    it('brought twice is there once, and the answer is the same', async () => {
      const links = await linksOf([opened, opened]);
      const [first, again] = [await carry(links), await carry(links)];
      expect(again).toEqual(first);
      expect(await audit.records.ofPatient(PATIENT)).toHaveLength(2);
      expect(await alarms()).toEqual([]);
    });

    it('brought to two app servers at once is one chain', async () => {
      const other = await openAudit();
      const links = await linksOf(Array.from({ length: 6 }, () => opened));
      await Promise.all([carry(links.slice(0, 3)), carry(links, {}, other)]);
      await carry(links, {}, other);
      expect(await audit.findBreach(CHAIN)).toBeUndefined();
      expect(await alarms()).toEqual([]);
      await other.close();
    });

    it.each([
      [
        'edited',
        'altered',
        (links: Link[]) =>
          links.map((link, n) =>
            n === 1 ? { ...link, text: link.text.replace(PATIENT, 'p00000000000000000000002') } : link,
          ),
      ],
      ['with one taken out', 'out-of-order', (links: Link[]) => links.filter((_, n) => n !== 1)],
      ['in another order', 'out-of-order', ([a, b, c]: Link[]) => [a, c, b] as Link[]],
      ['begun anew', 'out-of-order', (links: Link[]) => links.slice(1)],
    ])('%s is kept, and somebody is told: %s', async (_, breach, edit) => {
      const links = edit(await linksOf([opened, opened, opened]));
      await carry(links);
      expect(await alarms()).toContain(breach);
      expect(await audit.records.linksOf(CHAIN)).toHaveLength(links.length);
      expect(await audit.findBreach(CHAIN)).toBeDefined();
    });

    it('made anew behind what was vouched for does not pass', async () => {
      await carry(await linksOf([opened, opened]));
      await carry(await linksOf([{ kind: 'unlocked' }, { kind: 'unlocked' }, { kind: 'unlocked' }]));
      expect(await alarms()).toContain('out-of-order');
    });

    it('that ends before its witness says is cut, and somebody is told', async () => {
      await carry(await linksOf([opened]), { reached: 5 });
      expect(await alarms()).toEqual(['cut']);
    });

    it('by another author is that of the vault it came from, and marked', async () => {
      await carry(await linksOf([opened], 'ben'));
      expect(await audit.records.ofPatient(PATIENT)).toMatchObject([{ userId: 'ada' }]);
      expect(await alarms()).toEqual(['wrong-author']);
    });

    it('sealed for another server is kept as it came', async () => {
      const [link] = await linksOf([opened]);
      const foreign = await sealJson(link?.text, linkAad(CHAIN, 1), [(await makeKeyPair()).public]);
      await audit.accept(
        { chain: CHAIN, reached: 1, links: [{ seq: 1, prev: '', hash: link?.hash ?? '', sealed: foreign }] },
        OWNER,
      );
      expect(await audit.records.linksOf(CHAIN)).toMatchObject([{ sealed: foreign, breach: 'unreadable' }]);
      expect(await alarms()).toEqual(['unreadable']);
    });

    it('goes on after a backup took the server back: the loss is the server’s, and is told as that', async () => {
      const links = await linksOf([opened, opened, opened]);
      const countersigned = await carry(links.slice(0, 2));
      const backup = await open();
      const restored = await openAudit(backup);
      await carry(links.slice(2), { countersigned }, restored);
      expect((await restored.records.reviews()).map(({ row }) => row.reason)).toEqual(['forgotten-here']);
      expect((await restored.records.linksOf(CHAIN)).map(({ breach }) => breach)).toEqual([undefined]);
      // Nobody can say so without the server's own word.
      const forged = { ...countersigned, head: { seq: 9, hash: 'x' }, signature: 'e30.e30.e30' };
      await carry(await linksOf([opened], 'ada', { seq: 9, hash: 'x' }), { countersigned: forged }, restored);
      expect((await restored.records.reviews()).map(({ row }) => row.reason)).toContain('out-of-order');
      await restored.close();
      await backup.close();
    });
  });

  describe('of the server', () => {
    it('holds what is done in the order in which it was done, whole', async () => {
      await Promise.all(
        Array.from({ length: 30 }, (_, count) => audit.record({ kind: 'export', count }, OFFICER)),
      );
      const rows = await audit.records.ofUser('priya');
      expect(rows).toHaveLength(30);
      const [chain = ''] = await audit.records.chains();
      expect(await audit.findBreach(chain)).toBeUndefined();
      expect((await audit.records.linksOf(chain)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 30 }, (_, n) => n + 1),
      );
    });

    it('shows what an administrator did to a user under both', async () => {
      await audit.record(
        { kind: 'administered', aboutUserId: 'ben', reason: 'left' },
        { id: 'root', role: 'administrator' },
      );
      expect(await audit.records.ofUser('ben')).toMatchObject([{ userId: 'root', reason: 'left' }]);
      expect(await audit.records.ofUser('root')).toHaveLength(1);
    });
  });

  it('what has to be looked at waits until somebody has, in words, and stays so when it comes again', async () => {
    const links = await linksOf([
      { kind: 'break-glass', patientId: PATIENT, reason: 'emergency', words: 'Collapsed' },
    ]);
    await carry(links);
    const [review] = await audit.records.reviews();
    expect(review).toMatchObject({ row: { kind: 'break-glass', words: 'Collapsed', patientId: PATIENT } });
    if (!review) throw new Error('there is one');
    const seen = { reviewedBy: 'priya', reviewedAt: clock.toISOString(), words: 'Right to do' };
    expect(await audit.records.putReview(review.row, seen)).toBe(true);
    await carry(links);
    expect(await audit.records.reviews()).toMatchObject([seen]);
    expect(await audit.records.putReview({ recorded: 'never', id: 'x' }, seen)).toBe(false);
  });
});

it('chains tell each other apart however they are called', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), fc.string(), fc.string(), async (a, b, c, d) => {
      fc.pre(a !== c || b !== d);
      const hashes = await Promise.all([nextLink(a, START, b), nextLink(c, START, d)]);
      expect(hashes[0].hash).not.toBe(hashes[1].hash);
    }),
    { numRuns: 500, seed: 3 },
  );
});
