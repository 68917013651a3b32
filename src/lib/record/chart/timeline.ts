/** What happened and what was written, newest first. */
import { referenceTo, type FhirResource } from '../fhir';
import { titleOf } from '../plan';
import { conceptText, fieldsOf, listOf, notesOf, periodText, textOf } from '../read';
import { isClockAdjusted, labelled, type ChartContext } from './context';
import { dosageText } from './dosage';
import { medicineName } from './medicines';
import { noteText } from './note-text';
import { observationSets } from './observation-sets';
import { placeOf } from './place';
import { scaleReason } from './spo2-scale';
import type { TimelineItem } from './view';
import { sortedByTime } from './when';

type Kind = TimelineItem['kind'];

/** All events of a record. */
export function timelineOf(chart: ChartContext): TimelineItem[] {
  const events = chart.resources
    .filter((resource) => placeOf(resource) === 'timeline' && resource.resourceType !== 'Observation')
    .map((resource) => eventItem(chart, resource));
  return sortedByTime(withAmendments([...events, ...observationSets(chart)]), 'newest');
}

function eventItem(chart: ChartContext, resource: FhirResource): TimelineItem {
  switch (resource.resourceType) {
    case 'DocumentReference':
      return noteItem(chart, resource);
    case 'Encounter':
      return event(chart, resource, 'encounter', encounterTitle(resource), [
        labelled(
          'Reason',
          listOf(resource['reasonCode'])
            .flatMap((reason) => conceptText(reason) ?? [])
            .join(', '),
        ),
        periodText(resource['period']),
        labelled(
          'Where',
          listOf(resource['location'])
            .flatMap((at) => chart.nameOf(fieldsOf(at)['location']) ?? [])
            .join(', '),
        ),
        chart.nameOf(resource['serviceProvider']),
      ]);
    case 'Provenance':
      return event(
        chart,
        resource,
        isDecision(resource) ? 'decision' : 'care-plan',
        planTitle(chart, resource),
        [...listOf(resource['reason']).map(conceptText)],
      );
    case 'Flag':
      return event(chart, resource, 'decision', conceptText(resource['code']) ?? 'Decision', [
        labelled('Reason', scaleReason(resource)),
      ]);
    case 'MedicationAdministration':
      return event(chart, resource, 'other', `Given: ${medicineName(chart, resource)}`, [
        labelled('Dose', dosageText(resource['dosage'])),
        ...notesOf(resource['note']),
      ]);
    case 'MedicationDispense':
      return event(chart, resource, 'other', `Dispensed: ${medicineName(chart, resource)}`, [
        labelled('Dose', dosageText(resource['dosageInstruction'])),
        ...notesOf(resource['note']),
      ]);
    default:
      return event(chart, resource, 'other', otherTitle(resource), [
        labelled(
          'Reason',
          listOf(resource['reasonCode'])
            .flatMap((reason) => conceptText(reason) ?? [])
            .join(', '),
        ),
        ...listOf(resource['payload']).map((part) => textOf(fieldsOf(part)['contentString'])),
        ...notesOf(resource['note']),
      ]);
  }
}

function noteItem(chart: ChartContext, note: FhirResource): TimelineItem {
  const text = noteText(note);
  const replaced = listOf(note['relatesTo'])
    .map(fieldsOf)
    .find(({ code }) => code === 'replaces');
  const amends = replaced && (chart.find(replaced['target'])?.id ?? lastPart(replaced['target']));
  return {
    ...event(chart, note, 'note', conceptText(note['type']) ?? 'Note', [
      labelled(amends ? 'Reason for the correction' : 'About', textOf(note['description'])),
    ]),
    ...(text === undefined ? {} : { text }),
    noteId: note.id,
    ...(amends ? { amends } : {}),
  };
}

function event(
  chart: ChartContext,
  resource: FhirResource,
  kind: Kind,
  title: string,
  lines: readonly (string | undefined)[],
): TimelineItem {
  const author = chart.authorOf(resource) ?? chart.nameOf(fieldsOf(listOf(resource['agent'])[0])['who']);
  return {
    ...chart.item(resource, title, lines),
    kind,
    ...(author === undefined ? {} : { author }),
    ...(isClockAdjusted(resource) ? { clockAdjusted: true } : {}),
  };
}

/** Hazard: a note read without its correction. So both name the other; of several corrections the newest stands. */
function withAmendments(items: TimelineItem[]): TimelineItem[] {
  const amendedBy = new Map<string, string>();
  const amendments = items.filter(({ amends }) => amends !== undefined);
  for (const { amends, noteId } of sortedByTime(amendments, 'newest').reverse()) {
    if (amends !== undefined && noteId !== undefined) amendedBy.set(amends, noteId);
  }
  return items.map((item) => {
    const by = item.noteId === undefined ? undefined : amendedBy.get(item.noteId);
    return by === undefined ? item : { ...item, amendedBy: by };
  });
}

function encounterTitle(encounter: FhirResource): string {
  return conceptText(encounter['type']) ?? conceptText(encounter['class']) ?? 'Encounter';
}

function planTitle(chart: ChartContext, provenance: FhirResource): string {
  const target = chart.find(listOf(provenance['target'])[0]);
  const what = conceptText(provenance['activity']) ?? 'Care plan changed';
  return target ? `${what}: ${titleOf(target)}` : what;
}

function isDecision(provenance: FhirResource): boolean {
  return conceptText(provenance['activity'])?.startsWith('Disputed') === true;
}

function otherTitle(resource: FhirResource): string {
  const { code, vaccineCode, category, topic } = resource;
  return (
    [code, vaccineCode, topic, category].map(conceptText).find((text) => text !== undefined) ??
    referenceTo(resource).split('/')[0] ??
    ''
  );
}

function lastPart(reference: unknown): string | undefined {
  return textOf(fieldsOf(reference)['reference'])?.split('/').at(-1);
}
