import { formatDate, hasEnded } from '../../clinical/dates';
import type { FhirResource } from '../fhir';
import { conceptText, fieldsOf, listOf, notesOf, periodText, textOf } from '../read';
import { labelled, type ChartContext } from './context';
import { dosageText } from './dosage';
import { placeOf } from './place';
import type { MedicineItem } from './view';
import { newestFirst } from './when';

/** Medicines, active ones first, then the newest first. */
export function medicinesOf(chart: ChartContext): MedicineItem[] {
  return chart
    .ofType('MedicationRequest', 'MedicationStatement')
    .filter((medicine) => placeOf(medicine) === 'medicines')
    .map((medicine) => medicineItem(chart, medicine))
    .sort((a, b) => Number(b.active) - Number(a.active) || newestFirst(a, b));
}

/** What the medicine is called, from its own concept or the Medication that it names. */
export function medicineName(chart: ChartContext, resource: FhirResource): string {
  const { medicationCodeableConcept, medicationReference } = resource;
  const contained = listOf(resource['contained']).find(
    (part) => `#${String(fieldsOf(part)['id'])}` === fieldsOf(medicationReference)['reference'],
  );
  return (
    conceptText(medicationCodeableConcept) ??
    conceptText(fieldsOf(contained)['code']) ??
    chart.nameOf(medicationReference) ??
    'Medicine with no name recorded'
  );
}

function medicineItem(chart: ChartContext, medicine: FhirResource): MedicineItem {
  const dose = dosageText(medicine['dosageInstruction'] ?? medicine['dosage']);
  const name = medicineName(chart, medicine);
  const period = medicine['effectivePeriod'] ?? fieldsOf(medicine['dispenseRequest'])['validityPeriod'];
  const intent = textOf(medicine['intent']) ?? '';
  const isProposal = intent === 'proposal' || intent === 'option';
  return {
    // Hazard: an order not to give a medicine, read as the medicine.
    ...chart.item(medicine, medicine['doNotPerform'] === true ? `Do not give: ${name}` : name, [
      endedLine(period, chart.now) ?? periodText(period),
      isProposal ? `Not prescribed: ${intent}` : undefined,
      labelled(
        'For',
        conceptText(medicine['reasonCode']) ?? chart.nameOf(listOf(medicine['reasonReference'])[0]),
      ),
      labelled('Why this status', conceptText(medicine['statusReason'])),
      labelled('By', chart.authorOf(medicine)),
      ...notesOf(medicine['note']),
    ]),
    // Hazard: a proposal read as a prescription.
    active: medicine['status'] === 'active' && !isProposal,
    ...(dose === undefined ? {} : { dose }),
  };
}

/** Old is never shown as current: an active entry whose time is over says so. */
function endedLine(period: unknown, now: Date): string | undefined {
  const end = textOf(fieldsOf(period)['end']);
  return end !== undefined && hasEnded(end, now) ? `Its dates ended ${formatDate(end)}` : undefined;
}
