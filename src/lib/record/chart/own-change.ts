/** What the chart says of a plan or goal that is being changed: by this user, or by two people at once. */
import { referenceTo, type FhirResource } from '../fhir';
import type { ChartContext } from './context';
import type { DisputeView } from './view';

/** Told while the change is not sent: the server will ask a person. */
export function overlapLine(chart: ChartContext, resource: FhirResource): string | undefined {
  return chart.marks.get(referenceTo(resource))?.overlaps === true
    ? 'Part of your change overlaps with a newer one: a person will have to decide once it is sent.'
    : undefined;
}

/** The open dispute about a resource. */
export function disputeAbout(
  resource: FhirResource,
  disputes: readonly DisputeView[],
): DisputeView | undefined {
  return disputes.find(
    ({ targetType, targetId }) => targetType === resource.resourceType && targetId === resource.id,
  );
}
