/** `POST /api/claims`: a clinician says that they see a patient who is on no list of theirs, and why. */
import * as v from 'valibot';

/** Long enough to say something, short enough for a reason. */
export const CLAIM_WORDS = { least: 10, most: 500 } as const;

export const ClaimRequestSchema = v.object({
  nhsNumber: v.pipe(v.string(), v.maxLength(40)),
  why: v.pipe(v.string(), v.trim(), v.minLength(CLAIM_WORDS.least), v.maxLength(CLAIM_WORDS.most)),
});
export type ClaimRequest = v.InferOutput<typeof ClaimRequestSchema>;

/** The patient is on the caseload until then. */
export const ClaimedSchema = v.looseObject({ patientId: v.string(), until: v.string() });
export type Claimed = v.InferOutput<typeof ClaimedSchema>;
