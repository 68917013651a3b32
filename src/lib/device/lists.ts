/** Today, the caseload and Ready to leave, from what is held in memory. Pure. */
import type { Card } from '../record/card';
import type { CaseloadView, PatientReadiness, ReadinessView, TodayView } from './api';
import type { HeldCaseload } from './packs/caseload-store';
import type { HeldCard } from './packs/pack-store';

export interface Held {
  caseload: HeldCaseload | undefined;
  cards: ReadonlyMap<string, HeldCard>;
  userId: string;
  /** YYYY-MM-DD */
  today: string;
  /** Server time of the last contact. */
  asOf?: string | undefined;
  leaseEnded: boolean;
  leaseUntil?: string | undefined;
  /** It runs on by an outage notice. */
  leaseExtended?: boolean;
  /** Visits of which this clinician has saved something. */
  recorded: ReadonlySet<string>;
}

/** This clinician's visits of the day in order of time; one that is nobody's is everybody's. */
export function todayOf(held: Held): TodayView {
  const { caseload, cards, userId, today, leaseEnded, recorded } = held;
  const view = { date: today, ...asOfOf(held) };
  if (leaseEnded) return { ...view, visits: [], leaseEnded: true };
  const visits = (caseload?.caseload.visits ?? [])
    .filter((visit) => visit.date === today)
    .filter(({ practitionerId }) => practitionerId === undefined || practitionerId === userId)
    .sort((a, b) => a.time.localeCompare(b.time));
  return {
    ...view,
    visits: visits.map((visit) => {
      const card = cards.get(visit.patientId)?.card;
      return {
        visit,
        ...(card ? { card } : {}),
        ...(recorded.has(visit.id) ? { recorded: true as const } : {}),
      };
    }),
  };
}

/** Cards of everybody on the caseload whose pack is down, by name. */
export function caseloadOf(held: Held): CaseloadView {
  const view = { total: held.caseload?.caseload.rows.length ?? 0, ...asOfOf(held) };
  if (held.leaseEnded) return { ...view, cards: [], leaseEnded: true };
  return { ...view, cards: cardsOf(held).sort(byName) };
}

export const byName = (a: Card, b: Card): number => a.name.localeCompare(b.name);

/** Cards of the patients on the caseload; none when the lease has ended. */
export function cardsOf({ caseload, cards, leaseEnded }: Held) {
  if (leaseEnded) return [];
  return (caseload?.caseload.rows ?? []).flatMap(({ patientId }) => cards.get(patientId)?.card ?? []);
}

/** What is down for each patient, today's first, in order of name. */
export function readinessOf(
  held: Held,
  unsent: { count: number; oldest?: string },
  storage: ReadinessView['storage'],
): ReadinessView {
  const { caseload, cards, leaseEnded, leaseUntil, leaseExtended } = held;
  const rows = caseload?.caseload.rows ?? [];
  return {
    total: rows.length,
    down: rows.filter(({ patientId }) => cards.has(patientId)).length,
    patients: leaseEnded ? [] : patientsOf(held),
    ...asOfOf(held),
    ...(leaseEnded ? { leaseEnded } : {}),
    ...(leaseUntil === undefined ? {} : { leaseUntil }),
    ...(leaseExtended ? { leaseExtended } : {}),
    storage,
    unsent: unsent.count,
    ...(unsent.oldest === undefined ? {} : { oldestUnsent: unsent.oldest }),
  };
}

function patientsOf(held: Held): PatientReadiness[] {
  const visited = new Set(todayOf(held).visits.map(({ visit }) => visit.patientId));
  const patients = (held.caseload?.caseload.rows ?? []).map(({ patientId, version }) => {
    const found = held.cards.get(patientId);
    const { record = false, carePlan = false, forms = 0, medicines = 0 } = found?.card.has ?? {};
    return {
      patientId,
      name: found?.card.name ?? 'Not down yet',
      visitToday: visited.has(patientId),
      ...{ record, carePlan, forms, medicines },
      current: found?.version === version,
    };
  });
  return patients.sort((a, b) => Number(b.visitToday) - Number(a.visitToday) || a.name.localeCompare(b.name));
}

function asOfOf({ asOf }: Held): { asOf?: string } {
  return asOf === undefined ? {} : { asOf };
}
