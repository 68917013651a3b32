/** Readings that were taken together, as one event of the timeline. */
import { NEWS2_TOTAL } from '../codes';
import { referenceTo, type FhirResource } from '../fhir';
import { codesOf, conceptText, listOf, notesOf } from '../read';
import { isClockAdjusted, type ChartContext } from './context';
import { isObservationSet, placeOf } from './place';
import { observationText } from './value-text';
import type { TimelineItem } from './view';
import { whenOf } from './when';

/** Doorstep's own sets, and other systems' vital signs grouped by the instant at which they were taken. */
export function observationSets(chart: ChartContext): TimelineItem[] {
  const sets = chart
    .ofType('Observation')
    .filter((one) => placeOf(one) === 'timeline' && isObservationSet(one));
  const inSets = new Set<string>();
  const own = sets.map((set) => {
    const members = listOf(set['hasMember']).flatMap((reference) => chart.find(reference) ?? []);
    for (const member of members) inSets.add(referenceTo(member));
    return setItem(chart, set, members, notesOf(set['note']));
  });
  const groups = new Map<string, FhirResource[]>();
  for (const one of chart.ofType('Observation')) {
    const when = whenOf(one);
    if (when === undefined || inSets.has(referenceTo(one)) || !isTakenAtBedside(one)) continue;
    const group = groups.get(when);
    if (group) group.push(one);
    else groups.set(when, [one]);
  }
  const grouped = [...groups].flatMap(([when, members]) => {
    const [first] = members;
    return first ? [{ ...setItem(chart, first, members, []), key: `observations/${when}` }] : [];
  });
  return [...own, ...grouped];
}

function setItem(
  chart: ChartContext,
  head: FhirResource,
  members: readonly FhirResource[],
  notes: readonly string[],
): TimelineItem {
  const score = members.find((member) => codesOf(member['code']).includes(NEWS2_TOTAL));
  const author = chart.authorOf(head);
  const title = score
    ? `Observations, NEWS2 ${observationText(score)?.split(' ')[0] ?? '?'}`
    : 'Observations';
  const item = chart.item(head, title, [
    ...members.filter((member) => member !== score).map(readingLine),
    ...(score ? listOf(score['interpretation']).map(conceptText) : []),
    ...notes,
  ]);
  return {
    ...item,
    kind: 'observations',
    ...(author === undefined ? {} : { author }),
    ...(isClockAdjusted(head) ? { clockAdjusted: true } : {}),
  };
}

function readingLine(observation: FhirResource): string {
  const name = conceptText(observation['code']) ?? 'Observation';
  return `${name}: ${observationText(observation) ?? 'no value recorded'}`;
}

function isTakenAtBedside(observation: FhirResource): boolean {
  if (placeOf(observation) !== 'observations') return false;
  return (
    codesOf(observation['category']).includes('vital-signs') ||
    codesOf(observation['code']).includes(NEWS2_TOTAL)
  );
}
