/**
 * The resuscitation status of the banner. Hazards: a decision that is not shown, one that was withdrawn shown as current,
 * and two that contradict each other with one hidden. So every current one counts, in the words as recorded, newest first.
 */
import { formatDate } from '../../clinical/dates';
import { referenceTo, type FhirResource } from '../fhir';
import { codesOf, listOf, textOf } from '../read';
import type { ChartContext } from './context';
import { isInError } from './place';
import { SOURCES, speaksOfResuscitation } from './resuscitation-sources';
import type { PatientBanner } from './view';
import { newestFirst, whenOf } from './when';

interface Decision {
  status: string;
  when?: string;
  paper: boolean;
}

/** What the banner says; undefined where no current decision is recorded. */
export function resuscitationOf(chart: ChartContext): PatientBanner['resuscitation'] {
  const all = chart.resources.flatMap((resource) => decisionOf(chart, resource) ?? []).sort(newestFirst);
  const recorded = all.find(({ paper }) => !paper);
  const [newest, ...older] = all.filter((decision) => !decision.paper || isNewer(decision, recorded));
  if (!newest) return undefined;
  const others = [...new Set(older.filter(({ status }) => status !== newest.status).map(inWords))];
  return {
    status: others.length > 0 ? `${newest.status}; also recorded: ${others.join('; ')}` : newest.status,
    ...(newest.when === undefined ? {} : { recorded: newest.when }),
  };
}

function decisionOf(chart: ChartContext, resource: FhirResource): Decision | undefined {
  const source = SOURCES[resource.resourceType];
  if (!source || isInError(resource)) return undefined;
  if (chart.marks.get(referenceTo(resource))?.unfiled.state === 'refused') return undefined;
  const states = [textOf(resource['status']), ...listOf(resource['clinicalStatus']).flatMap(codesOf)];
  if (
    !speaksOfResuscitation(resource) ||
    !states.some((state) => state !== undefined && source.current.includes(state))
  )
    return undefined;
  const when = whenOf(resource);
  return {
    status: source.shown(resource, chart.now) ?? 'Resuscitation decision with no words recorded',
    ...(when === undefined ? {} : { when }),
    paper: source.paper === true,
  };
}

/** By calendar day: the form is often written up some hours after the decision. What has no date can't be dismissed. */
function isNewer(paper: Decision, recorded: Decision | undefined): boolean {
  if (recorded?.when === undefined || paper.when === undefined) return true;
  return formatDate(paper.when) !== formatDate(recorded.when) && newestFirst(paper, recorded) < 0;
}

function inWords({ status, when }: Decision): string {
  return when === undefined ? status : `${status} (${formatDate(when)})`;
}
