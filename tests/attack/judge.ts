/** Reads what a user received, and compares it with what the model lets them have. */
import type { Model, ModelUser } from './model';
import type { World } from './world';

/** In any case: a screen writes family names in capitals. */
const MARK =
  /zq\d(?:name|home|goal|sister|pulse|clinicwhy|clinicplace|sealedwhy|sealedplace|visitplace|note|sensitive|sealed|written\d+)zq/gi;
const PATIENT_ID = /pattacked0000000\d/g;

export interface Finding {
  /** `leaked`: received and forbidden. `withheld`: allowed, or to be kept, and not there. */
  kind: 'leaked' | 'withheld';
  what: string;
}

/** Marks and patients in a body that this user may not receive at all, whatever was asked; `asked` may be echoed. */
export function leaksIn(body: string, asked: string, user: ModelUser | undefined, world: World): Finding[] {
  const now = Date.now();
  const { model } = world;
  const forbidden = [...marksOf(body)].filter((mark) => !mayReceive(mark, user, world, now));
  const ids = [...new Set(body.match(PATIENT_ID))].filter(
    (id) => !asked.includes(id) && !mayName(id, user, model, now),
  );
  return [...forbidden, ...ids].map((what) => ({ kind: 'leaked', what }));
}

/** What must be there and is not, and what must not be there and is. */
export function compare(found: ReadonlySet<string>, due: ReadonlySet<string>): Finding[] {
  const more = [...found].filter((what) => !due.has(what));
  const less = [...due].filter((what) => !found.has(what));
  return [
    ...more.map((what) => ({ kind: 'leaked' as const, what })),
    ...less.map((what) => ({ kind: 'withheld' as const, what })),
  ];
}

export function marksIn(value: unknown): Set<string> {
  return marksOf(JSON.stringify(value));
}

function marksOf(text: string): Set<string> {
  return new Set(text.match(MARK)?.map((mark) => mark.toLowerCase()));
}

function mayReceive(mark: string, user: ModelUser | undefined, { model }: World, now: number): boolean {
  const patient = model.patients[Number(mark[2])];
  if (!user || !patient) return false;
  const held = model.held.find(({ entryId }) => entryId === mark);
  if (held && model.maySettle(user, held, now)) return true;
  const note = [...patient.notes, patient.goal].find(({ token }) => token === mark);
  if (note?.label === 'sealed') return model.seesSealed(user, patient, now);
  if (/sealed(why|place)zq$/.test(mark)) return model.sealedMarks(user, patient, now).has(mark);
  // Whoever may break glass finds out who somebody is, from what identifies them.
  if (mark.endsWith('namezq') && model.mayManage(user, 'break-glass')) return true;
  if (mark.endsWith('visitplacezq')) return !patient.restricted && model.sight(user, patient, now) !== 'none';
  return model.marks(user, patient, now).has(mark);
}

/** A patient on the caseload, or one about whom a held entry or a review of access is to be decided. */
function mayName(id: string, user: ModelUser | undefined, model: Model, now: number): boolean {
  const patient = model.patients.find((one) => one.id === id);
  if (!user || !patient) return false;
  // Who reviews access reads whose record it was, by the id alone.
  if (user.role === 'privacy-officer') return true;
  if (model.mayManage(user, 'break-glass')) return true; // by what identifies them: `further.ts` looks at which
  if (model.sight(user, patient, now) !== 'none') return true;
  return model.held.some((held) => held.patientId === id && model.maySettle(user, held, now));
}
