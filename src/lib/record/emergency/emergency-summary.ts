/**
 * What may matter in an emergency, of a patient on no list of one's own: who it is, allergies, medicines, alerts, the
 * resuscitation status, and the key lines of the care plan. No address, no contacts, no notes.
 */
import * as v from 'valibot';
import { allergiesOf } from '../chart/allergies';
import { bannerOf } from '../chart/banner';
import { carePlansOf } from '../chart/care-plans';
import { ChartContext } from '../chart/context';
import { medicinesOf } from '../chart/medicines';
import type { FhirResource } from '../fhir';
import { isSealed } from '../sensitivity';

/** To be raised whenever a summary of the same record comes out differently: devices then get theirs anew. */
export const SUMMARY_RULES = 1;

/** Key lines of all care plans together, so that a summary stays a summary. */
const MOST_PLAN_LINES = 12;

export const PersonSchema = v.looseObject({
  patientId: v.string(),
  name: v.string(),
  birthDate: v.optional(v.string()),
  gender: v.optional(v.string()),
  nhsNumber: v.optional(v.string()),
});
/** Enough of a patient to be sure that it is the right one. */
export type Person = v.InferOutput<typeof PersonSchema>;

const LineSchema = v.looseObject({ title: v.string(), detail: v.optional(v.string()) });
export type SummaryLine = v.InferOutput<typeof LineSchema>;

export const EmergencySummarySchema = v.looseObject({
  person: PersonSchema,
  deceased: v.optional(v.string()),
  /** `none-recorded` is not the same as `none-known`. */
  allergies: v.variant('kind', [
    v.looseObject({ kind: v.literal('listed'), lines: v.array(LineSchema) }),
    v.looseObject({ kind: v.literal('none-known') }),
    v.looseObject({ kind: v.literal('none-recorded') }),
  ]),
  medicines: v.array(LineSchema),
  alerts: v.array(v.string()),
  resuscitation: v.optional(v.looseObject({ status: v.string(), recorded: v.optional(v.string()) })),
  plan: v.array(LineSchema),
});
export type EmergencySummary = v.InferOutput<typeof EmergencySummarySchema>;

/** `now` judges dates that are over. Sealed notes have no part in it. */
export function emergencySummaryOf(
  patientId: string,
  resources: readonly FhirResource[],
  now: Date,
): EmergencySummary {
  const open = resources.filter((resource) => !isSealed(resource));
  const chart = new ChartContext(open, new Map(), now);
  const { name, birthDate, gender, nhsNumber, deceased, allergies, alerts, resuscitation } = bannerOf(
    chart,
    patientId,
  );
  return {
    person: { patientId, name, ...present({ birthDate, gender, nhsNumber }) },
    ...present({ deceased }),
    allergies:
      allergies.kind === 'listed'
        ? { kind: 'listed', lines: allergyLines(chart, allergies.names) }
        : allergies,
    medicines: medicinesOf(chart)
      .filter(({ active }) => active)
      .map(({ title, dose }) => lineOf(title, dose)),
    alerts,
    ...present({ resuscitation }),
    plan: planLines(chart),
  };
}

/** Those that the banner names, with what happens and how bad it is. */
function allergyLines(chart: ChartContext, names: readonly string[]): SummaryLine[] {
  return allergiesOf(chart)
    .filter(({ active, title }) => active && names.includes(title))
    .map(({ title, criticality, lines }) =>
      lineOf(title, [criticality === 'high' ? 'High risk' : undefined, lines[0]].filter(Boolean).join('. ')),
    );
}

/** Each active plan by its title, with what is to be done and where it should lead. */
function planLines(chart: ChartContext): SummaryLine[] {
  return carePlansOf(chart, [])
    .filter(({ active }) => active)
    .flatMap(({ title, activities, goals }) => [
      ...goals.map((goal) => lineOf(title, `Goal: ${goal.title}`)),
      ...activities.map((activity) =>
        lineOf(title, [activity.title, activity.lines[0]].filter(Boolean).join('. ')),
      ),
    ])
    .slice(0, MOST_PLAN_LINES);
}

function lineOf(title: string, detail: string | undefined): SummaryLine {
  return detail ? { title, detail } : { title };
}

/** Without the fields that are not known: JSON has no undefined. */
function present<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
