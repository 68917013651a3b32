/**
 * Allergies. Hazards: "no known allergies" where nobody asked, and an allergy that a list leaves out. So only a recorded
 * negation says that there are none, an allergy without a status counts as active, and what is refuted stays visible.
 */
import type { FhirResource } from '../fhir';
import { codesOf, conceptText, fieldsOf, listOf, notesOf, textOf } from '../read';
import { labelled, type ChartContext } from './context';
import { placeOf } from './place';
import type { AllergyItem, PatientBanner } from './view';
import { newestFirst } from './when';

/** SNOMED CT 716186003 "No known allergy": the one that speaks of all allergies. */
const NO_KNOWN_ALLERGY = '716186003';
/** Negations of one kind only (drugs, food, environment): shown in their own words, never as "no known allergies". */
const NEGATION_WORDS = /^no known\b/i;
const NO_KNOWN_ALLERGY_WORDS = /^no known allerg(y|ies)( \(situation\))?$/i;
const OVER = ['inactive', 'resolved'];
const CRITICALITY = ['low', 'high', 'unable-to-assess'] as const;

/** Active ones first, those with a high risk before the others. */
export function allergiesOf(chart: ChartContext): AllergyItem[] {
  return chart
    .ofType('AllergyIntolerance')
    .filter((allergy) => placeOf(allergy) === 'allergies')
    .map((allergy) => allergyItem(chart, allergy))
    .sort((a, b) => rank(a) - rank(b) || newestFirst(a, b));
}

/** What the banner says of allergies. */
export function bannerAllergies(chart: ChartContext): PatientBanner['allergies'] {
  const active = allergiesOf(chart).filter((item) => item.active);
  const real = active.filter(({ title }) => !NEGATION_WORDS.test(title));
  // A negation beside an allergy is a contradiction: the allergy is what is shown.
  if (real.length > 0) return { kind: 'listed', names: real.map(({ title }) => title) };
  if (active.some(({ title }) => NO_KNOWN_ALLERGY_WORDS.test(title))) return { kind: 'none-known' };
  return active.length > 0
    ? { kind: 'listed', names: active.map(({ title }) => title) }
    : { kind: 'none-recorded' };
}

function allergyItem(chart: ChartContext, allergy: FhirResource): AllergyItem {
  const verification = codesOf(allergy['verificationStatus']);
  const clinical = codesOf(allergy['clinicalStatus']);
  const active = !verification.includes('refuted') && !clinical.some((code) => OVER.includes(code));
  const criticality = CRITICALITY.find((level) => level === allergy['criticality']);
  const status = [...clinical, ...verification].filter((code) => code !== 'confirmed').join(', ');
  return {
    ...chart.item(allergy, titleOf(allergy), [
      ...listOf(allergy['reaction']).map(reactionLine),
      labelled(
        'Kind',
        listOf(allergy['category'])
          .flatMap((kind) => textOf(kind) ?? [])
          .join(', '),
      ),
      ...notesOf(allergy['note']),
    ]),
    ...(status === '' ? {} : { status }),
    ...(criticality ? { criticality } : {}),
    active,
  };
}

function titleOf(allergy: FhirResource): string {
  if (codesOf(allergy['code']).includes(NO_KNOWN_ALLERGY)) return 'No known allergies';
  const reacted = listOf(allergy['reaction']).map((reaction) => conceptText(fieldsOf(reaction)['substance']));
  return (
    conceptText(allergy['code']) ??
    reacted.find((substance) => substance !== undefined) ??
    'Allergy with no substance recorded'
  );
}

function reactionLine(reaction: unknown): string | undefined {
  const { manifestation, severity, description } = fieldsOf(reaction);
  const signs = listOf(manifestation).flatMap((sign) => conceptText(sign) ?? []);
  const words = signs.length > 0 ? signs.join(', ') : textOf(description);
  const how = textOf(severity);
  return labelled('Reaction', words && (how ? `${words} (${how})` : words));
}

function rank({ active, criticality }: AllergyItem): number {
  return (active ? 0 : 2) + (criticality === 'high' ? 0 : 1);
}
