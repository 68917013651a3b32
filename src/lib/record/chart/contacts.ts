/** Whom to call about a patient: next of kin and others, from the Patient's own list and from RelatedPersons. */
import { hasEnded } from '../../clinical/dates';
import { patientIn, phoneOf } from '../patient';
import { conceptText, fieldsOf, listOf, textOf } from '../read';
import type { Fields } from '../same';
import type { ChartContext } from './context';
import type { ContactPerson } from './view';

/** In the order of the record. Who is marked as no longer one is left out here; the record's own entry stays readable. */
export function contactsOf(chart: ChartContext, patientId: string): ContactPerson[] {
  const listed = listOf(patientIn(chart.resources, patientId)?.['contact']).map(fieldsOf);
  const related = chart.ofType('RelatedPerson').filter(({ active }) => active !== false);
  return [...listed, ...related]
    .filter(({ period }) => !hasEnded(textOf(fieldsOf(period)['end']), chart.now))
    .map((person, index) => {
      const relationship = listOf(person['relationship']).flatMap((as) => conceptText(as) ?? []);
      const phone = phoneOf(person);
      return {
        key: String(index),
        name: plainName(person),
        ...(relationship.length > 0 ? { relationship: relationship.join(', ') } : {}),
        ...(phone === undefined ? {} : { phone }),
      };
    });
}

/** As one would say it: this is not the patient, whose name stands family name first. */
function plainName(person: Fields): string {
  const { text, given, family } = fieldsOf(listOf(person['name'])[0]);
  const parts = [...listOf(given), family].flatMap((part) => textOf(part) ?? []);
  return textOf(text) ?? (parts.length > 0 ? parts.join(' ') : 'Name not recorded');
}
