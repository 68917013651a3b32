import type { FhirResource } from '../fhir';
import { addressOf, nameOf, nhsNumberOf, patientIn, phoneOf } from '../patient';
import { textOf } from '../read';
import { isRestrictedPatient } from '../sensitivity';
import { alertsOf } from './alerts';
import { bannerAllergies } from './allergies';
import type { ChartContext } from './context';
import { resuscitationOf } from './resuscitation';
import type { PatientBanner } from './view';

/** The banner: who this is, and what must be seen before anything else. What isn't known is absent, never made up. */
export function bannerOf(chart: ChartContext, patientId: string): PatientBanner {
  const patient = patientIn(chart.resources, patientId);
  const resuscitation = resuscitationOf(chart);
  return {
    patientId,
    name: nameOf(patient),
    ...withText('birthDate', patient?.['birthDate']),
    ...withText('gender', patient?.['gender']),
    ...nhsNumberOf(patient),
    ...withText('deceased', deceased(patient)),
    ...withText('address', addressOf(patient)),
    ...withText('phone', phoneOf(patient)),
    ...(patient && isRestrictedPatient(patient) ? { restricted: true } : {}),
    allergies: bannerAllergies(chart),
    alerts: alertsOf(chart),
    ...(resuscitation ? { resuscitation } : {}),
  };
}

function deceased(patient: FhirResource | undefined): string | undefined {
  return (
    textOf(patient?.['deceasedDateTime']) ??
    (patient?.['deceasedBoolean'] === true ? 'date not recorded' : undefined)
  );
}

function withText<K extends string>(name: K, value: unknown): Partial<Record<K, string>> {
  const text = textOf(value);
  return text === undefined ? {} : ({ [name]: text } as Record<K, string>);
}
