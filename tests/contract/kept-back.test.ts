/** What is sensitive or sealed is not written on, nor read in an answer, by those from whom it is kept back. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EntryBody } from '../../src/lib/record/entry';
import type { FhirResource } from '../../src/lib/record/fhir';
import { CONFIDENTIALITY } from '../../src/lib/record/sensitivity';
import type { Store } from '../../src/lib/server/store/store';
import { entryOf, makeKeyPair, Office, PATIENT, type Nurse } from '../support/office';
import { describeStores } from '../support/stores';

const SECRET = 'Afraid of the wombat';
const goal = (text: string): FhirResource => ({
  resourceType: 'Goal',
  id: 'g9',
  description: { text },
  note: [{ text: 'old' }],
});

const AMENDMENT: EntryBody = {
  kind: 'amendment',
  targetType: 'DocumentReference',
  targetId: 'n9',
  text: 'Not so',
  reason: 'Wrong',
};
/** From a version that nobody ever saw. */
const CHANGE: EntryBody = {
  kind: 'care-plan-change',
  targetType: 'Goal',
  targetId: 'g9',
  base: goal('Guessed'),
  proposed: goal('Guessed again'),
  summary: 'Reworded',
};

describeStores('what is kept back', (open) => {
  let store: Store;
  let office: Office;
  let ada: Nurse;

  beforeEach(async () => {
    store = await open();
    office = await Office.open(store, await makeKeyPair());
    await office.admitPatient();
    ada = await office.employ('ada');
  });
  afterEach(async () => {
    await office.close();
    await store.close();
  });

  const hold = (code: string) => {
    const meta = { security: [{ system: CONFIDENTIALITY, code }] };
    const note = { resourceType: 'DocumentReference', id: 'n9', description: SECRET, meta };
    return office.record.commit(PATIENT, () => [note, { ...goal(SECRET), meta }]);
  };
  const answerTo = async (role: string, body: EntryBody) => {
    const known = await office.organisation.findUser('ada');
    if (!known) throw new Error('nobody is employed');
    await office.organisation.putUser({ ...known, role });
    const entry = entryOf(ada, body);
    await office.deliver(ada, entry);
    return office.answer(ada, entry.id);
  };

  it.each(['R', 'V'])(
    'labelled %s, is not there for a healthcare assistant, and is for a nurse',
    async (code) => {
      await hold(code);
      for (const body of [AMENDMENT, CHANGE]) {
        const refused = await answerTo('healthcare-assistant', body);
        expect(refused).toMatchObject({ outcome: 'refused', detail: { refusal: 'unknown-target' } });
        expect(JSON.stringify(refused)).not.toContain(SECRET);
      }
      expect(await office.audit.records.ofPatient(PATIENT)).toMatchObject(
        Array.from({ length: 2 }, () => ({ kind: 'refused', reason: 'entry: kept-back', userId: 'ada' })),
      );
      expect(await answerTo('community-nurse', AMENDMENT)).toMatchObject({ outcome: 'filed' });
      const disputed = await answerTo('community-nurse', CHANGE);
      expect(disputed?.outcome).toBe('decision');

      // Nobody changes what stands open without a label, but all that is said of this has its label.
      const snapshot = await office.record.read(PATIENT);
      const open = snapshot?.resources.filter(
        ({ meta }) => !JSON.stringify(meta ?? {}).includes(`"${code}"`),
      );
      expect(JSON.stringify(open)).not.toMatch(/wombat|Guessed/);
    },
  );
});
