/** A card: the few hundred bytes a patient that lists and search run on. Made from the pack, on the device. */
import { alertsOf } from './chart/alerts';
import { bannerOf } from './chart/banner';
import { ChartContext } from './chart/context';
import { medicinesOf } from './chart/medicines';
import { placeOf } from './chart/place';
import type { Pack } from './pack';
import { nameWordsOf, patientIn } from './patient';
import { ADDRESS_WITHHELD } from './sensitivity';

export interface Card {
  patientId: string;
  /** "FAMILY, Given (Title)" as the NHS banner writes it. */
  name: string;
  /** All names in lower case without accents, for search. */
  nameWords: string[];
  birthDate?: string;
  nhsNumber?: string;
  gender?: string;
  place?: string;
  allergies: string[];
  alerts: string[];
  /** What the pack holds, for Ready to leave. */
  has: { record: boolean; carePlan: boolean; forms: number; medicines: number; resources: number };
}

const PLAN_IN_FORCE: readonly unknown[] = ['active', 'on-hold', 'draft'];

/** The card of a pack. `now` matters only for alerts whose time is over: they say so. */
export function cardOf(pack: Pack, now: Date = new Date(pack.asOf)): Card {
  const chart = new ChartContext(pack.resources, new Map(), now);
  const patient = patientIn(pack.resources, pack.patientId);
  const { name, birthDate, nhsNumber, gender, address, restricted, allergies, resuscitation } = bannerOf(
    chart,
    pack.patientId,
  );
  const place = restricted ? ADDRESS_WITHHELD : address;
  return {
    patientId: pack.patientId,
    name,
    nameWords: nameWordsOf(patient),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(gender === undefined ? {} : { gender }),
    ...(place === undefined ? {} : { place }),
    allergies: allergies.kind === 'listed' ? allergies.names : [],
    alerts: [...(resuscitation ? [resuscitation.status] : []), ...alertsOf(chart)],
    has: {
      record: patient !== undefined,
      carePlan: chart
        .ofType('CarePlan')
        .some((plan) => placeOf(plan) === 'care-plans' && PLAN_IN_FORCE.includes(plan['status'])),
      forms: chart.ofType('Questionnaire', 'QuestionnaireResponse').length,
      medicines: medicinesOf(chart).filter(({ active }) => active).length,
      resources: pack.resources.length,
    },
  };
}
