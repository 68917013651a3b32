/** What is typed into the visit form, as it is typed: text that is not yet a number is kept too. */
import * as v from 'valibot';
import { FhirResourceSchema } from '../../record/fhir';

export const READING_FIELDS = [
  'respirationRate',
  'spo2',
  'systolic',
  'diastolic',
  'pulse',
  'temperature',
  'weight',
  'glucose',
] as const;
export type ReadingField = (typeof READING_FIELDS)[number];

const ActivityDraftSchema = v.object({
  status: v.optional(v.picklist(['done', 'not-done'])),
  reason: v.optional(v.string(), ''),
  wording: v.optional(v.string()),
});
export type ActivityDraft = v.InferOutput<typeof ActivityDraftSchema>;

const GoalDraftSchema = v.looseObject({ wording: v.string() });

/** One care plan or goal as the author saw it when the first change was made, with the changes to it. */
const PlanDraftSchema = v.looseObject({
  base: FhirResourceSchema,
  /** By element id (`#a1`) or by place (`@0`). */
  activities: v.optional(v.record(v.string(), ActivityDraftSchema), {}),
  goal: v.optional(GoalDraftSchema),
});
export type PlanDraft = v.InferOutput<typeof PlanDraftSchema>;

export const VisitDraftSchema = v.looseObject({
  visitId: v.string(),
  startedAt: v.string(),
  /** Random; with how often a part was saved it names the attempt to save. */
  id: v.optional(v.string()),
  /** How often each part was saved and begun anew. */
  saves: v.optional(v.record(v.string(), v.number()), {}),
  readings: v.record(v.string(), v.string()),
  oxygen: v.picklist(['', 'air', 'oxygen']),
  consciousness: v.picklist(['', 'A', 'C', 'V', 'P', 'U']),
  comment: v.string(),
  note: v.string(),
  /** By `CarePlan/id` or `Goal/id`. */
  plans: v.record(v.string(), PlanDraftSchema),
});
export type VisitDraft = v.InferOutput<typeof VisitDraftSchema>;

export function emptyDraft(visitId: string, startedAt: string, id?: string): VisitDraft {
  return {
    visitId,
    startedAt,
    ...(id === undefined ? {} : { id }),
    saves: {},
    readings: {},
    oxygen: '',
    consciousness: '',
    comment: '',
    note: '',
    plans: {},
  };
}

/** True while nothing has been typed or chosen: there is nothing to keep. */
export function isEmptyDraft(draft: VisitDraft): boolean {
  return (
    !hasObservations(draft) && draft.note.trim() === '' && Object.values(draft.plans).every(isEmptyPlanDraft)
  );
}

export function hasObservations(draft: VisitDraft): boolean {
  return (
    Object.values(draft.readings).some((text) => text.trim() !== '') ||
    draft.oxygen !== '' ||
    draft.consciousness !== '' ||
    draft.comment.trim() !== ''
  );
}

export function isEmptyPlanDraft(plan: PlanDraft): boolean {
  const touched = (activity: ActivityDraft) =>
    activity.status !== undefined || activity.wording !== undefined || activity.reason.trim() !== '';
  return plan.goal === undefined && !Object.values(plan.activities).some(touched);
}

/** Reads a draft back from the device. Undefined when it is damaged or of another version of the form. */
export function parseDraft(text: string): VisitDraft | undefined {
  try {
    const parsed = v.safeParse(VisitDraftSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
