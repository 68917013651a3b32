import { formatInstant } from '../../clinical/dates';
import type { FhirResource } from '../fhir';
import { conceptText, fieldsOf, listOf, numberOf, periodText, quantityText, textOf } from '../read';
import { roundForReading, unitWords } from '../read';

/** An Observation's value in words; for a panel, its components. Undefined when it has none. */
export function observationText(observation: FhirResource): string | undefined {
  const pressure = pressureText(observation);
  const components = listOf(observation['component']).map((component) => {
    const value = valueText(component);
    return value && `${conceptText(fieldsOf(component)['code']) ?? 'Part'} ${value}`;
  });
  return valueText(observation) ?? pressure ?? (components.filter(Boolean).join(', ') || undefined);
}

/** The `value[x]` of an Observation or of one of its components, in words; why there is none, where that is recorded. */
export function valueText(holder: unknown): string | undefined {
  const { valueQuantity, valueCodeableConcept, valueString, valueBoolean, valueInteger } = fieldsOf(holder);
  const { valueRange, valueRatio, valueTime, valueDateTime, valuePeriod, dataAbsentReason } =
    fieldsOf(holder);
  const { low, high } = fieldsOf(valueRange);
  const { numerator, denominator } = fieldsOf(valueRatio);
  const [instant, absent] = [textOf(valueDateTime), conceptText(dataAbsentReason)];
  return (
    quantityText(valueQuantity) ??
    conceptText(valueCodeableConcept) ??
    textOf(valueString) ??
    (typeof valueBoolean === 'boolean' ? (valueBoolean ? 'Yes' : 'No') : undefined) ??
    numberOf(valueInteger)?.toString() ??
    joined(quantityText(low), ' to ', quantityText(high)) ??
    joined(quantityText(numerator), ' : ', quantityText(denominator)) ??
    (instant === undefined ? undefined : formatInstant(instant)) ??
    textOf(valueTime) ??
    periodText(valuePeriod) ??
    (absent === undefined ? undefined : `No value: ${absent}`)
  );
}

/** "128/76 mmHg", as pressures are read. */
function pressureText(observation: FhirResource): string | undefined {
  const values = listOf(observation['component']).map((component) => {
    const { code, valueQuantity } = fieldsOf(component);
    const { value, unit, code: ucum } = fieldsOf(valueQuantity);
    return { name: conceptText(code) ?? '', value: numberOf(value), unit: textOf(ucum) ?? textOf(unit) };
  });
  const systolic = values.find(({ name }) => /systolic/i.test(name));
  const diastolic = values.find(({ name }) => /diastolic/i.test(name));
  if (values.length !== 2 || systolic?.value === undefined || diastolic?.value === undefined)
    return undefined;
  if (systolic.unit !== diastolic.unit) return undefined;
  const unit = unitWords(systolic.unit ?? '');
  return `${roundForReading(systolic.value)}/${roundForReading(diastolic.value)} ${unit}`.trim();
}

function joined(one: string | undefined, between: string, other: string | undefined): string | undefined {
  return one && other ? one + between + other : (one ?? other);
}
