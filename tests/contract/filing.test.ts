import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry, EntryBody } from '../../src/lib/record/entry';
import type { FhirResource } from '../../src/lib/record/fhir';
import { journalName } from '../../src/lib/record/ids';
import type { EntryDoc } from '../../src/lib/record/journal-docs';
import { sealHash } from '../../src/lib/record/seal';
import type { Store } from '../../src/lib/server/store/store';
import { entryOf, makeKeyPair, NOW, Office, PATIENT, type KeyPair, type Nurse } from '../support/office';
import { describeStores } from '../support/stores';

const note = (text = 'Wound clean.'): EntryBody => ({ kind: 'note', text });
const goal = (text: string, noteText: string): FhirResource => ({
  resourceType: 'Goal',
  id: 'g1',
  description: { text },
  note: [{ text: noteText }],
});
const BASE = goal('Walk to the shop', 'old');
const change = (proposed: FhirResource, base = BASE): EntryBody => ({
  kind: 'care-plan-change',
  targetType: 'Goal',
  targetId: 'g1',
  base,
  proposed,
  summary: 'Goal reworded',
});
const decision = (disputeId: string, base: FhirResource, proposed: FhirResource): EntryBody => ({
  kind: 'decision',
  disputeId,
  targetType: 'Goal',
  targetId: 'g1',
  base,
  proposed,
  choice: 'take-proposed',
  reason: 'Agreed with the patient',
});

describeStores('filing', (open) => {
  let store: Store;
  let serverKey: KeyPair;
  let office: Office;
  let ada: Nurse;
  let ben: Nurse;

  beforeEach(async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    store = await open();
    serverKey = await makeKeyPair();
    office = await Office.open(store, serverKey);
    await office.admitPatient();
    ada = await office.employ('ada');
    ben = await office.employ('ben');
  });
  afterEach(async () => {
    await office.close();
    await store.close();
    vi.restoreAllMocks();
  });

  const resources = async () => (await office.record.read(PATIENT))?.resources ?? [];
  const find = async (type: string, id: string) =>
    (await resources()).find((resource) => resource.resourceType === type && resource.id === id);

  describe('an entry that may be filed', () => {
    it('is in the record, and its author reads so in the receipt', async () => {
      const entry = entryOf(ada, note());
      await office.deliver(ada, entry);
      expect(await find('DocumentReference', entry.id)).toMatchObject({ author: [{ display: 'Nurse ada' }] });
      const { outcome, detail } = (await office.answer(ada, entry.id)) ?? {};
      expect(outcome).toBe('filed');
      expect(detail?.resources).toContain(`DocumentReference/${entry.id}`);
      const head = await office.record.head(PATIENT);
      expect((await office.findReceipt(ada, entry.id))?.version).toBe(head?.version);
    });

    it('says nothing of the patient in the open part of the receipt', async () => {
      const entry = entryOf(ada, note());
      await office.deliver(ada, entry);
      const { sealed: _, ...readable } = (await office.findReceipt(ada, entry.id)) ?? {};
      expect(JSON.stringify(readable)).not.toContain(PATIENT);
    });

    it('is named in the record as the organisation names its author', async () => {
      const entry = entryOf(ada, note());
      const boasting = { ...entry, author: { ...entry.author, name: 'Professor Ada', role: 'gp' } };
      await office.deliver(ada, boasting);
      expect(JSON.stringify(await resources())).not.toContain('Professor');
    });

    it('shares the encounter of its visit, which the first one made', async () => {
      const visit = { id: 'v1', startedAt: '2026-11-22T08:55:00.000Z' };
      const [first, second] = [entryOf(ada, note(), { visit }), entryOf(ben, note(), { visit })];
      await office.deliver(ada, first);
      await office.deliver(ben, second);
      const encounters = (await resources()).filter(({ resourceType }) => resourceType === 'Encounter');
      expect(encounters).toHaveLength(1);
      expect(JSON.stringify(encounters)).toContain('Nurse ada');
      expect((await office.answer(ben, second.id))?.outcome).toBe('filed');
    });

    it('amends a note that is there, and keeps it', async () => {
      const first = entryOf(ada, note('Left leg.'));
      await office.deliver(ada, first);
      const body: EntryBody = {
        kind: 'amendment',
        targetType: 'DocumentReference',
        targetId: first.id,
        text: 'Right leg.',
        reason: 'Wrong side',
      };
      const before = await find('DocumentReference', first.id);
      const amendment = entryOf(ada, body);
      await office.deliver(ada, amendment);
      expect((await office.answer(ada, amendment.id))?.outcome).toBe('filed');
      expect(await find('DocumentReference', first.id)).toEqual(before);
      const astray = entryOf(ada, { ...body, targetId: 'nowhere' });
      await office.deliver(ada, astray);
      expect((await office.answer(ada, astray.id))?.detail.refusal).toBe('unknown-target');
    });
  });

  describe('an entry that may not be filed is refused, kept, and', () => {
    const refusalOf = async (nurse: Nurse, entryId: string) =>
      (await office.answer(nurse, entryId))?.detail.refusal;

    it('says altered when it was changed on the way; sent again, it is filed', async () => {
      const entry = entryOf(ada, note());
      const doc = await office.sealed(ada, entry);
      const ciphertext = `${doc.sealed.ciphertext.startsWith('A') ? 'B' : 'A'}${doc.sealed.ciphertext.slice(1)}`;
      await office.put(ada, { ...doc, sealed: { ...doc.sealed, ciphertext } } as typeof doc);
      office.filing.notify(ada.journal);
      await office.filing.settled();
      expect(await refusalOf(ada, entry.id)).toBe('altered');
      expect(await office.quarantine.refused()).toMatchObject([{ entryId: entry.id, refusal: 'altered' }]);
      await office.deliver(ada, entry, 2);
      expect((await office.answer(ada, entry.id))?.outcome).toBe('filed');
      expect(await office.quarantine.refused()).toMatchObject([
        { entryId: entry.id, filedAt: NOW.toISOString() },
      ]);
    });

    it('says unknown-key when it was sealed for another server', async () => {
      const entry = entryOf(ada, note());
      const elsewhere = await Office.open(store, await makeKeyPair());
      await office.put(ada, await elsewhere.sealed(ada, entry));
      await elsewhere.close();
      office.filing.notify(ada.journal);
      await office.filing.settled();
      expect(await refusalOf(ada, entry.id)).toBe('unknown-key');
    });

    it('says not-by-author when its proof is missing, is that of another vault, or belongs to another entry', async () => {
      const [plain, forged, borrowed] = [1, 2, 3].map(() => entryOf(ada, note()));
      const { proof: _, ...unproven } = await office.sealed(ada, plain);
      const byBen = await office.sealed({ ...ada, vault: ben.vault }, forged);
      const swapped = { ...(await office.sealed(ada, borrowed)), proof: byBen.proof };
      for (const doc of [unproven, byBen, swapped]) await office.put(ada, doc);
      office.filing.notify(ada.journal);
      await office.filing.settled();
      for (const entry of [plain, forged, borrowed]) {
        expect((await office.answer(ada, entry?.id ?? ''))?.detail.refusal).toBe('not-by-author');
      }
      expect(await resources()).toHaveLength(2);
      // Who put them there is not known: it concerns Ada, and is not by her.
      const rows = await office.audit.records.ofUser('ada');
      const row = { kind: 'refused', reason: 'entry: not-by-author', aboutUserId: 'ada' };
      expect(rows).toMatchObject([row, row, row]);
      expect(rows[0]?.userId).toBeUndefined();
    });

    it('asks no proof of what was written before there were any, and of nothing else', async () => {
      const vault = await makeKeyPair();
      const request = { deviceId: ada.device.deviceId, vaultKey: vault.public, appVersion: '0' };
      const device = await office.devices.register('ada', request, NOW);
      const early: Nurse = { ...ada, vault, device, journal: journalName(device.journalBase, NOW) };
      const [before, between, after] = [
        entryOf(early, note()),
        entryOf(early, note()),
        entryOf(early, note()),
      ];
      const unproven = async (entry: Entry) => {
        const { proof: _, ...doc } = await office.sealed(early, entry);
        return doc;
      };
      const file = async (doc: EntryDoc) => {
        await office.put(early, doc);
        office.filing.notify(early.journal);
        await office.filing.settled();
      };
      await file(await unproven(before));
      const [vouched, late] = [await unproven(between), await unproven(after)];
      const hashes = [await sealHash(vouched.sealed), await sealHash(late.sealed)];
      await office.devices.register('ada', { ...request, proofs: { vouched: hashes.slice(0, 1) } }, NOW);
      // Said once: nobody can add to it.
      await office.devices.register('ada', { ...request, proofs: { vouched: hashes } }, NOW);
      await office.devices.register('ada', request, NOW);
      await file(vouched);
      await file(late);
      const answers = await Promise.all([before, between, after].map(({ id }) => office.answer(early, id)));
      expect(answers.map((answer) => answer?.outcome)).toEqual(['filed', 'filed', 'refused']);
      expect(answers[2]?.detail.refusal).toBe('not-by-author');
    });

    it('says wrong-author when it names somebody else', async () => {
      const entry = entryOf(ben, note());
      await office.deliver(ada, entry);
      expect(await refusalOf(ada, entry.id)).toBe('wrong-author');
      expect(await office.audit.records.ofUser('ada')).toMatchObject([{ reason: 'entry: wrong-author' }]);
      expect(await find('DocumentReference', entry.id)).toBeUndefined();
    });

    it('says no-access for a patient of another team, and for one who had left when it was written', async () => {
      const other = entryOf(ada, note(), { patientId: `${PATIENT}9` });
      await office.deliver(ada, other);
      expect(await refusalOf(ada, other.id)).toBe('no-access');
      await office.organisation.removePatients('t1', [PATIENT], '2026-11-22T08:00:00.000Z');
      const late = entryOf(ada, note());
      await office.deliver(ada, late);
      expect(await refusalOf(ada, late.id)).toBe('no-access');
      expect(await office.audit.records.ofPatient(PATIENT)).toMatchObject([
        { kind: 'refused', reason: 'entry: no-access', userId: 'ada', role: 'community-nurse' },
      ]);
      const before = entryOf(ada, note(), { writtenAt: '2026-11-22T07:00:00.000Z' });
      await office.deliver(ada, before);
      expect((await office.answer(ada, before.id))?.outcome).toBe('filed');
    });

    it('says newer-format for what only a newer app writes, and invalid for what nobody writes', async () => {
      const whole = entryOf(ada, note());
      const refusal = async (value: object) => {
        const id = crypto.randomUUID();
        await office.put(ada, await office.sealed(ada, { ...whole, ...value, id }, 1, id));
        office.filing.notify(ada.journal);
        await office.filing.settled();
        return refusalOf(ada, id);
      };
      expect(await refusal({ format: 2 })).toBe('newer-format');
      expect(await refusal({ body: { kind: 'hologram' } })).toBe('newer-format');
      expect(await refusal({ body: { kind: 'note' } })).toBe('invalid');
      expect(await refusal({ writtenAt: 'yesterday' })).toBe('invalid');
      expect(await refusal({ patientId: '../etc' })).toBe('invalid');
    });

    it('says invalid when its id stands for something else in the record', async () => {
      const theirs = { resourceType: 'DocumentReference', id: 'imported', text: 'from elsewhere' };
      await office.record.commit(PATIENT, () => [theirs]);
      const entry = entryOf(ada, note(), { id: 'imported' });
      await office.deliver(ada, entry);
      expect(await refusalOf(ada, entry.id)).toBe('invalid');
      expect(await find('DocumentReference', 'imported')).toEqual(theirs);
    });

    it('says invalid when its id was used before with other words', async () => {
      const entry = entryOf(ada, note('first'));
      await office.deliver(ada, entry);
      await office.deliver(ada, { ...entry, body: note('second') }, 2);
      expect(await refusalOf(ada, entry.id)).toBe('invalid');
      expect(JSON.stringify(await find('DocumentReference', entry.id))).toContain(btoa('first'));
    });
  });

  it('records that an author set a refused entry aside, whoever may see the patient', async () => {
    const refused = entryOf(ada, note(), { patientId: `${PATIENT}9` });
    await office.deliver(ada, refused);
    const aside = entryOf(
      ada,
      { kind: 'set-aside', entryId: refused.id, reason: 'Written for the wrong person' },
      { patientId: refused.patientId },
    );
    await office.deliver(ada, aside);
    expect((await office.answer(ada, aside.id))?.outcome).toBe('filed');
    expect(await office.quarantine.setAside()).toMatchObject([
      { entryId: refused.id, by: aside.id, userId: 'ada', reason: 'Written for the wrong person' },
    ]);
  });

  describe('two changes of one goal', () => {
    it('come together where they do not overlap', async () => {
      await office.deliver(ada, entryOf(ada, change(goal('Walk to the park', 'old'))));
      const second = entryOf(ben, change(goal('Walk to the shop', 'new')));
      await office.deliver(ben, second);
      expect((await office.answer(ben, second.id))?.outcome).toBe('filed');
      expect(await find('Goal', 'g1')).toMatchObject(goal('Walk to the park', 'new'));
    });

    it('go to a person where they overlap; the decision settles it for both', async () => {
      await office.deliver(ada, entryOf(ada, change(goal('Walk to the park', 'old'))));
      const second = entryOf(ben, change(goal('Walk to the church', 'new')));
      await office.deliver(ben, second);
      const { outcome, detail } = (await office.answer(ben, second.id)) ?? {};
      expect(outcome).toBe('decision');
      expect(detail?.conflicts).toMatchObject([{ path: 'description/text' }]);
      const current = await find('Goal', 'g1');
      expect(current).toMatchObject(goal('Walk to the park', 'new'));
      const disputeId = detail?.disputeId ?? '';
      expect(await find('Task', disputeId)).toMatchObject({ status: 'requested' });

      if (!current) throw new Error('the goal is gone');
      const decided = entryOf(ada, decision(disputeId, current, goal('Walk to the church', 'new')));
      await office.deliver(ada, decided);
      expect((await office.answer(ada, decided.id))?.outcome).toBe('filed');
      expect(await find('Goal', 'g1')).toMatchObject(goal('Walk to the church', 'new'));
      expect(await find('Task', disputeId)).toMatchObject({ status: 'completed' });
      expect((await office.answer(ben, second.id))?.outcome).toBe('filed');
    });

    it('ask again when the record moved on in what was being decided', async () => {
      await office.deliver(ada, entryOf(ada, change(goal('Walk to the park', 'old'))));
      const second = entryOf(ben, change(goal('Walk to the church', 'old')));
      await office.deliver(ben, second);
      const disputeId = (await office.answer(ben, second.id))?.detail.disputeId ?? '';
      const seen = goal('Walk to the park', 'old');
      await office.deliver(ada, entryOf(ada, change(goal('Walk to the river', 'old'), seen)));
      const late = entryOf(ada, decision(disputeId, seen, goal('Walk to the church', 'old')));
      await office.deliver(ada, late);
      const answer = await office.answer(ada, late.id);
      expect(answer).toMatchObject({ outcome: 'decision', detail: { disputeId } });
      expect(await find('Goal', 'g1')).toMatchObject({ description: { text: 'Walk to the river' } });
      expect((await office.answer(ben, second.id))?.outcome).toBe('decision');

      const now = goal('Walk to the river', 'old');
      const again = entryOf(ben, decision(disputeId, now, goal('Walk to the church', 'old')));
      await office.deliver(ben, again);
      for (const [nurse, entry] of [
        [ada, late],
        [ben, second],
        [ben, again],
      ] as const) {
        expect((await office.answer(nurse, entry.id))?.outcome).toBe('filed');
      }
    });

    it('are told of the decision also when the server ended between filing and telling', async () => {
      await office.deliver(ada, entryOf(ada, change(goal('Walk to the park', 'old'))));
      const second = entryOf(ben, change(goal('Walk to the church', 'old')));
      await office.deliver(ben, second);
      const disputeId = (await office.answer(ben, second.id))?.detail.disputeId ?? '';
      const decided = entryOf(
        ada,
        decision(disputeId, goal('Walk to the park', 'old'), goal('Walk to the church', 'old')),
      );
      const marks = vi.spyOn(office.record, 'marks');
      // Asked once to file, and once to tell.
      marks.mockImplementationOnce(office.record.marks.bind(office.record));
      marks.mockRejectedValueOnce(new Error('the server ends'));
      await office.deliver(ada, decided);
      expect(await office.answer(ada, decided.id)).toBeUndefined();
      expect((await office.answer(ben, second.id))?.outcome).toBe('decision');
      marks.mockRestore();
      office.filing.notify(ada.journal);
      await office.filing.settled();
      expect((await office.answer(ada, decided.id))?.outcome).toBe('filed');
      expect((await office.answer(ben, second.id))?.outcome).toBe('filed');
    });
  });

  it('answers nothing while the store fails, and files as soon as it works again', async () => {
    await office.close();
    office = await Office.open(store, serverKey, { firstRetryMs: 20 });
    const broken = vi.spyOn(office.record, 'commitPart').mockRejectedValue(new Error('disk full'));
    const [first, second] = [entryOf(ada, note()), entryOf(ada, note())];
    await office.put(ada, await office.sealed(ada, first));
    await office.deliver(ada, second);
    // Both at once, and then each by itself.
    expect(broken).toHaveBeenCalledTimes(3);
    expect(await office.findReceipt(ada, first.id)).toBeUndefined();
    broken.mockRestore();
    await vi.waitFor(async () => {
      expect((await office.answer(ada, first.id))?.outcome).toBe('filed');
      expect((await office.answer(ada, second.id))?.outcome).toBe('filed');
    });
  });

  it('takes up at the start what an earlier run left', async () => {
    const entry = entryOf(ada, note());
    await office.put(ada, await office.sealed(ada, entry));
    await office.filing.takeUp();
    await office.filing.settled();
    expect((await office.answer(ada, entry.id))?.outcome).toBe('filed');
  });
});
