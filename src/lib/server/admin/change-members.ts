/** Who is in which team and which patient is with it, from when, until when and why: what an administrator changes of it. */
import * as v from 'valibot';
import { PATIENT_ID } from '../../record/ids';
import { periodsOf } from '../access/membership';
import type { Organisation, Team } from '../access/organisation';
import { contains, placed, placesWithout, stateOf } from '../access/places';
import { timeText } from '../pages/office-page';
import { DaySchema, timeOf, type DaysOutcome } from './days';

const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
const patient = v.pipe(v.string(), v.trim(), v.regex(PATIENT_ID));
/** An empty field of a form is none. */
const optionalText = v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200)));

export const MEMBER_ACTS = [
  v.object({
    act: v.literal('add-member'),
    user: text,
    team: text,
    from: DaySchema,
    until: DaySchema,
    why: text,
  }),
  v.object({ act: v.literal('remove-member'), user: text, team: text }),
  v.object({ act: v.literal('add-patient'), team: text, patient, until: DaySchema, why: optionalText }),
  v.object({ act: v.literal('remove-patient'), team: text, patient }),
] as const;
export type MemberAct = v.InferOutput<(typeof MEMBER_ACTS)[number]>;

type Refused = Extract<DaysOutcome, { kind: 'refused' }> | { kind: 'refused'; words: string };
export type MemberOutcome = { kind: 'done'; words: string } | Refused;

const refused = (words: string): Refused => ({ kind: 'refused', words });

export async function changeMembers(
  act: MemberAct,
  { organisation, now }: { organisation: Organisation; now: () => Date },
): Promise<MemberOutcome> {
  const team = (await organisation.teams()).find(({ id }) => id === act.team);
  if (!team) return refused('There is no such team.');
  return 'user' in act
    ? changeUser(act, team, organisation, now())
    : changePatient(act, team, organisation, now());
}

async function changeUser(
  act: Extract<MemberAct, { user: string }>,
  { id, name }: Team,
  organisation: Organisation,
  now: Date,
): Promise<MemberOutcome> {
  const user = await organisation.findUser(act.user);
  if (!user) return refused('There is no such user.');
  if (act.act === 'remove-member') {
    await organisation.putUser({ ...user, teams: placesWithout(user.teams, id, now) });
    return { kind: 'done', words: `${user.username} is not in ${name} any more.` };
  }
  if (user.leftAt !== undefined) return refused(`${user.username} has left.`);
  const time = timeOf(act, now);
  if (time.kind === 'refused') return time;
  const { kind: _, ...period } = time;
  const teams = placed(user.teams, { id, name, ...period, why: act.why });
  if (!teams) return refused(`${user.username} is in ${name} for that time already.`);
  await organisation.putUser({ ...user, teams });
  return { kind: 'done', words: `${user.username} is in ${name} ${inWords(period)}: ${act.why}` };
}

async function changePatient(
  act: Extract<MemberAct, { patient: string }>,
  { id, name }: Team,
  organisation: Organisation,
  now: Date,
): Promise<MemberOutcome> {
  if (act.act === 'remove-patient') {
    await organisation.removePatients(id, [act.patient], now.toISOString());
    return { kind: 'done', words: `The patient has left ${name}.` };
  }
  const time = timeOf(act, now);
  if (time.kind === 'refused') return time;
  const { kind: _, ...period } = time;
  const held = await organisation.membershipsOf(act.patient, [id]);
  // An end that is given to whoever is there without one would shorten that.
  if (act.until !== undefined && held.flatMap(periodsOf).some((one) => contains(one, period)))
    return refused(`The patient is with ${name} for that time already.`);
  // A time that ends later gives way to the new one: two that run beside each other could not be ended as one.
  if (held.some((one) => stateOf(one, now) === 'now' && one.until !== undefined))
    await organisation.removePatients(id, [act.patient], now.toISOString());
  await organisation.addPatients(id, [act.patient], { ...period, why: act.why || 'administrator' });
  return { kind: 'done', words: `The patient is with ${name} ${inWords(period)}.` };
}

function inWords({ from, until }: { from: string; until?: string }): string {
  return `from ${timeText(from)}${until === undefined ? ' on' : ` until ${timeText(until)}`}`;
}
