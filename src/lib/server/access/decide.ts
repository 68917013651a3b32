/**
 * Who may do what for which patient: one function and one table. Every route and the filing ask here, patient by patient.
 * What the table does not allow is not allowed.
 */
import { sealedCategoryOf, type EntryBody, type EntryKind } from '../../record/entry';
import { ROLES } from '../../record/user';
import { holdsAt, type Reason } from './reason';

export type Role = (typeof ROLES)[number];

export type Action =
  /** The chart, or the part of it that a care home needs (see `view.ts`); in it sensitive and sealed notes. */
  | 'read'
  | 'read-reduced'
  | 'read-sensitive'
  | 'read-sealed'
  | 'write'
  /** Sealed notes; and on what is sensitive or sealed, in corrections, changes and decisions. */
  | 'write-sealed'
  /** Between two versions of a disputed resource. */
  | 'decide'
  /** Say that one sees a patient who is on no list of one's own; open a patient in an emergency. */
  | 'claim'
  | 'break-glass'
  /** Decide on an entry whose author had no right to write it. */
  | 'settle-entry'
  | 'review-access'
  | 'read-team-status'
  | 'manage-users'
  | 'manage-teams'
  | 'manage-devices';

export interface Question {
  role: string;
  action: Action;
  now: Date;
  /** Why the user may see the patient, past and present. None when no patient is concerned. */
  reasons?: readonly Reason[];
  /** For an entry, the user's own or one to be decided on: when it was written. ISO instant. */
  writtenAt?: string;
  /** Where another user is concerned: their times in each team in which both are or were. */
  shared?: readonly SharedTeam[];
}

type Times = Pick<Reason, 'from' | 'until'>;

/** A time of the user in a team, and a time of the other in the same: not always at once. */
export interface SharedTeam {
  own: Times;
  other: Times;
}

export interface Rule {
  action: Action;
  roles: readonly Role[];
  when: (question: Question) => boolean;
}

const CLINICIANS: readonly Role[] = ['community-nurse', 'gp', 'midwife', 'team-lead'];
const CARERS: readonly Role[] = [...CLINICIANS, 'healthcare-assistant'];

export const RULES: readonly Rule[] = [
  { action: 'read', roles: CARERS, when: onCaseload },
  { action: 'read-reduced', roles: ['care-home'], when: onCaseload },
  { action: 'read-sensitive', roles: CLINICIANS, when: onCaseload },
  { action: 'read-sealed', roles: CLINICIANS, when: onCaseloadByOthers },
  { action: 'write', roles: CARERS, when: onCaseloadWhenWritten },
  { action: 'write-sealed', roles: CLINICIANS, when: onCaseloadWhenWritten },
  { action: 'decide', roles: CLINICIANS, when: onCaseloadWhenWritten },
  { action: 'claim', roles: CLINICIANS, when: always },
  { action: 'break-glass', roles: CLINICIANS, when: always },
  { action: 'settle-entry', roles: ['team-lead'], when: ofAuthorsTeam },
  { action: 'settle-entry', roles: ['privacy-officer'], when: always },
  { action: 'review-access', roles: ['privacy-officer'], when: always },
  { action: 'read-team-status', roles: ['team-lead'], when: ofColleaguesTeam },
  { action: 'manage-users', roles: ['administrator'], when: always },
  { action: 'manage-teams', roles: ['administrator'], when: always },
  { action: 'manage-devices', roles: ['administrator'], when: always },
];

/** What filing an entry of each kind takes. Setting one's own entry aside concerns no patient's record. */
export const FILING_TAKES: Readonly<Record<Exclude<EntryKind, 'set-aside'>, Action>> = {
  note: 'write',
  observations: 'write',
  'spo2-scale': 'write',
  'care-plan-change': 'write',
  amendment: 'write',
  decision: 'decide',
  'break-glass': 'break-glass',
};

/** What filing this entry takes: a sealed note, and the correction of one, takes more than an open one. */
export function actionToFile(body: Exclude<EntryBody, { kind: 'set-aside' }>): Action {
  return sealedCategoryOf(body) ? 'write-sealed' : FILING_TAKES[body.kind];
}

/** How long after a patient left the caseload entries from before still come in: a device may lie in a drawer for a while. */
export const LATE_DAYS = 30;
const DAY_MS = 86_400_000;

/** What a role may do where a condition is met: for screens, which offer nothing that would be refused. */
export function actionsOf(role: string): Action[] {
  const rules = RULES.filter(({ roles }) => roles.some((one) => one === role));
  return [...new Set(rules.map(({ action }) => action))];
}

export function isAllowed(question: Question, rules: readonly Rule[] = RULES): boolean {
  return rules.some(
    ({ action, roles, when }) =>
      action === question.action && roles.some((role) => role === question.role) && when(question),
  );
}

function always(): boolean {
  return true;
}

function onCaseload({ reasons = [], now }: Question): boolean {
  return reasons.some((reason) => holdsAt(reason, now.getTime()));
}

/** What a user says of themselves opens the chart, but not the sealed notes in it. */
function onCaseloadByOthers({ reasons = [], now }: Question): boolean {
  return reasons.some(
    (reason) => reason.kind !== 'claim' && reason.kind !== 'break-glass' && holdsAt(reason, now.getTime()),
  );
}

/** What was written about a patient while they were on the caseload still arrives after they have left it. */
function onCaseloadWhenWritten({ reasons = [], now, writtenAt }: Question): boolean {
  const written = writtenAt === undefined ? now.getTime() : Date.parse(writtenAt);
  return reasons.some((reason) => holdsAt(reason, written) && isLately(reason, now));
}

/** Not over, or so short a time ago that something from then may still come in. */
function isLately({ until }: Times, now: Date): boolean {
  return until === undefined || now.getTime() - Date.parse(until) <= LATE_DAYS * DAY_MS;
}

/** Whoever leads a team now decides on what its members wrote, and on what somebody wrote while in it. */
function ofAuthorsTeam({ shared = [], now, writtenAt = '' }: Question): boolean {
  return shared.some(
    ({ own, other }) =>
      holdsAt(own, now.getTime()) && (holdsAt(other, now.getTime()) || holdsAt(other, Date.parse(writtenAt))),
  );
}

/** Whoever leads a team now; also of whoever has left it lately, since something may still be on their devices. */
function ofColleaguesTeam({ shared = [], now }: Question): boolean {
  return shared.some(
    ({ own, other }) =>
      holdsAt(own, now.getTime()) && holdsAt({ from: other.from }, now.getTime()) && isLately(other, now),
  );
}
