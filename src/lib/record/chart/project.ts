/** The chart of one patient: the pack, with this user's own unfiled entries laid over it, section by section. */
import { ageOn } from '../../clinical/age';
import { news2Excluded } from '../../clinical/news2';
import type { Visit, Why } from '../caseload';
import type { Pack } from '../pack';
import { allergiesOf } from './allergies';
import { bannerOf } from './banner';
import { carePlansOf } from './care-plans';
import { contactsOf } from './contacts';
import { ChartContext } from './context';
import { brokenDisputes, disputesOf } from './disputes';
import { documentsOf } from './documents';
import { genericItem } from './generic';
import { looseGoals } from './goals';
import { layOver, type OwnEntry } from './lay-over';
import { medicinesOf } from './medicines';
import { observationsOf } from './observations';
import { placeOf } from './place';
import { isPregnant } from './pregnancy';
import { problemsOf } from './problems';
import { spo2ScaleOf } from './spo2-scale';
import { timelineOf } from './timeline';
import type { ChartView } from './view';

/**
 * `own` are this user's entries about the patient that the pack does not hold yet; `asKnownAt` is when the server last
 * confirmed the pack's version; `now` judges ages and dates that are over.
 */
export function projectChart(input: {
  patientId: string;
  pack: Pack;
  own: readonly OwnEntry[];
  asKnownAt: string;
  visits: readonly Visit[];
  why?: readonly Why[];
  now: Date;
}): ChartView {
  const { patientId, pack, own, asKnownAt, visits, why = [], now } = input;
  const { resources, marks } = layOver(pack.resources, own);
  const chart = new ChartContext(resources, marks, now);
  const banner = bannerOf(chart, patientId);
  const disputes = disputesOf(chart);
  const excluded = news2Excluded({
    years: banner.birthDate === undefined ? undefined : ageOn(banner.birthDate, now)?.years,
    pregnant: isPregnant(chart),
  });
  return {
    banner,
    asKnownAt,
    contacts: contactsOf(chart, patientId),
    problems: problemsOf(chart),
    allergies: allergiesOf(chart),
    medicines: medicinesOf(chart),
    carePlans: carePlansOf(chart, disputes),
    observations: observationsOf(chart),
    timeline: timelineOf(chart),
    documents: documentsOf(chart),
    other: otherOf(chart),
    disputes,
    spo2Scale: spo2ScaleOf(chart),
    ...(excluded ? { news2Excluded: excluded } : {}),
    visits: visits.filter((visit) => visit.patientId === patientId),
    why,
  };
}

/** What has no place of its own, and what could not be shown where it belongs. */
function otherOf(chart: ChartContext): ChartView['other'] {
  return [
    ...brokenDisputes(chart).map((item) => ({ ...item, resourceType: 'Task' })),
    ...looseGoals(chart).map((item) => ({ ...item, resourceType: 'Goal' })),
    ...chart.resources
      .filter((resource) => placeOf(resource) === 'other')
      .map((resource) => genericItem(chart, resource)),
  ];
}
