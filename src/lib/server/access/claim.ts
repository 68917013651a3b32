/** A clinician's own word that they see a patient: recorded with the words, and over after a day. */
import { randomUUID } from 'node:crypto';
import type { Claimed, ClaimRequest } from '../../record/claim';
import type { RecordStore } from '../store/record';
import type { Access } from './access';
import { findByNhsNumber } from './find-patient';
import type { Organisation } from './organisation';

const CLAIM_HOURS = 24;
const HOUR_MS = 3_600_000;

export type ClaimOutcome =
  | ({ kind: 'claimed' } & Claimed)
  /** `unknown`: no patient has this number; `several`: two records share it. */
  | { kind: 'refused'; reason: 'role' | 'unknown' | 'several' };

export interface ClaimParts {
  access: Access;
  organisation: Organisation;
  record: RecordStore;
  now: Date;
}

/** Durable when it resolves. */
export async function claim(userId: string, asked: ClaimRequest, parts: ClaimParts): Promise<ClaimOutcome> {
  const { access, organisation, now } = parts;
  if (!(await access.may(userId, 'claim'))) return { kind: 'refused', reason: 'role' };
  const [patientId, other] = await findByNhsNumber(asked.nhsNumber, parts);
  if (patientId === undefined) return { kind: 'refused', reason: 'unknown' };
  if (other !== undefined) return { kind: 'refused', reason: 'several' };
  const until = new Date(now.getTime() + CLAIM_HOURS * HOUR_MS).toISOString();
  await organisation.putReason({
    id: randomUUID(),
    userId,
    patientId,
    kind: 'claim',
    from: now.toISOString(),
    until,
    why: asked.why,
  });
  return { kind: 'claimed', patientId, until };
}
