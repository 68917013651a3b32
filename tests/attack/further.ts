/** What else the server must answer, and to whom: emergencies, sealed notes, and the pages of the office. */
import * as v from 'valibot';
import { EmergencySummarySchema, PersonSchema } from '../../src/lib/record/emergency/emergency-summary';
import { importEnvelopeKey, openSummary, tagOf } from '../../src/lib/record/emergency/envelope';
import { EmergencyAnswerSchema } from '../../src/lib/record/emergency/wire';
import { SealedAnswerSchema } from '../../src/lib/record/sealed-notes';
import { compare, marksIn, type Finding } from './judge';
import type { ModelUser } from './model';
import type { World } from './world';

export interface Answer {
  status: number;
  body: string;
  etag: string;
}
export type Ask = (
  user: ModelUser | undefined,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

export const PAGES = [
  '/admin',
  '/admin/members?team=alpha',
  '/admin/notice',
  '/privacy',
  '/privacy/csv',
  '/privacy/held-entries',
] as const;
export type OfficePath = (typeof PAGES)[number];

/** Summaries in envelopes: of everybody who is on no list of this user's, if the user may break glass; of nobody else. */
export async function askEmergency(user: ModelUser, world: World, ask: Ask): Promise<Finding[]> {
  const { model } = world;
  const { status, body } = await ask(user, 'POST', '/api/emergency', { have: [] });
  if (status !== 200) return [{ kind: 'withheld', what: `emergency ${status}` }];
  const { key, envelopes } = v.parse(EmergencyAnswerSchema, JSON.parse(body));
  const now = Date.now();
  const due = model.patients.filter((patient) => model.isInEnvelope(user, patient, now));
  const opening = await importEnvelopeKey(key);
  const idOf = new Map<string, string>();
  for (const { id } of model.patients) idOf.set(await tagOf(opening, id), id);
  const found = envelopes.map(({ tag }) => idOf.get(tag) ?? 'somebody unknown');
  const findings = compare(new Set(found), new Set(due.map(({ id }) => id)));
  const [some] = due;
  // Of somebody whose envelope is not there, nothing can be read.
  if (!some || findings.length > 0) return findings;
  const summary = v.parse(EmergencySummarySchema, await openSummary(opening, envelopes, some.id));
  return [...compare(marksIn(summary), new Set([`zq${some.id.slice(-1)}namezq`]))];
}

/** One person by the whole NHS number, for those who may break glass; it says who that is and nothing more. */
export async function askFind(user: ModelUser, nth: number, world: World, ask: Ask): Promise<Finding[]> {
  const { model } = world;
  const patient = world.patient(nth);
  const { status, body } = await ask(user, 'POST', '/api/emergency/find', { nhsNumber: patient.nhsNumber });
  const may = model.mayManage(user, 'break-glass');
  if (may !== (status === 200)) return [{ kind: may ? 'withheld' : 'leaked', what: `find ${status}` }];
  if (!may) return [];
  const { people } = v.parse(v.object({ people: v.array(PersonSchema) }), JSON.parse(body));
  const due = model.isWithATeam(patient, Date.now()) ? [patient.id] : [];
  return [
    ...compare(new Set(people.map(({ patientId }) => patientId)), new Set(due)),
    ...compare(marksIn(people), new Set(due.map((id) => `zq${id.slice(-1)}namezq`))),
  ];
}

export async function askSealed(user: ModelUser, world: World, ask: Ask): Promise<Finding[]> {
  const { model } = world;
  const { status, body } = await ask(user, 'POST', '/api/sealed-notes', { have: [] });
  if (status !== 200) return [{ kind: 'withheld', what: `sealed notes ${status}` }];
  const { sets } = v.parse(SealedAnswerSchema, JSON.parse(body));
  const now = Date.now();
  const due = model.patients.flatMap((patient) => [...model.sealedMarks(user, patient, now)]);
  return compare(marksIn(sets), new Set(due));
}

/** How colleagues' devices fare: a team lead is told of the own team. */
export async function askTeam(user: ModelUser, world: World, ask: Ask): Promise<Finding[]> {
  const { model } = world;
  const { status, body } = await ask(user, 'GET', '/api/team');
  if (status !== 200) return [{ kind: 'withheld', what: `team ${status}` }];
  const now = Date.now();
  const due = model.users.filter(({ id }) => model.leads(user, id, now)).map(({ id }) => id);
  return compare(new Set(body.match(/user\d+/g)), new Set(due));
}

/** A page of the office is for one role; the others, and whoever is not signed in, see nothing of it. */
export async function askOffice(
  user: ModelUser | undefined,
  { path, method, patient }: { path: OfficePath; method: 'GET' | 'POST'; patient: number },
  world: World,
  ask: Ask,
): Promise<Finding[]> {
  const { id } = world.patient(patient);
  const asked = method === 'GET' && !path.includes('?') ? `${path}?patient=${id}` : path;
  const { status } = await ask(user, method, asked);
  const role = path.startsWith('/admin') ? 'administrator' : 'privacy-officer';
  const refused = [303, 403, 405].includes(status);
  if ((user?.role === role) !== refused || status === 405) return [];
  return [{ kind: refused ? 'withheld' : 'leaked', what: `${method} ${path} ${status}` }];
}
