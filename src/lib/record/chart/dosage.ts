import { conceptText, fieldsOf, listOf, numberOf, quantityText, textOf } from '../read';

const PER: Readonly<Record<string, string>> = {
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  wk: 'week',
  mo: 'month',
  a: 'year',
};

/**
 * A dosage in words. Hazard: a dose put together wrongly. So the prescriber's own text is taken as it is; only where there
 * is none are the structured parts set side by side, none left out and none worked out.
 */
export function dosageText(dosages: unknown): string | undefined {
  const all = listOf(dosages).flatMap((dosage) => oneDosage(dosage) ?? []);
  return all.length > 0 ? all.join('; ') : undefined;
}

function oneDosage(dosage: unknown): string | undefined {
  const { text, patientInstruction, doseAndRate, dose, route, timing, additionalInstruction } =
    fieldsOf(dosage);
  const { asNeededBoolean, asNeededCodeableConcept, maxDosePerPeriod } = fieldsOf(dosage);
  const written = textOf(text);
  if (written !== undefined) return written;
  const indication = conceptText(asNeededCodeableConcept);
  const most = fieldsOf(maxDosePerPeriod);
  const [upTo, per] = [quantityText(most['numerator']), quantityText(most['denominator'])];
  const parts = [
    ...listOf(doseAndRate).map(amount),
    quantityText(dose),
    conceptText(route),
    timingText(timing),
    indication ? `as needed for ${indication}` : asNeededBoolean === true ? 'as needed' : undefined,
    upTo && `at most ${upTo}${per ? ` in ${per}` : ''}`,
    ...listOf(additionalInstruction).map(conceptText),
    textOf(patientInstruction),
  ].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function amount(doseAndRate: unknown): string | undefined {
  const { doseQuantity, doseRange, rateQuantity, rateRatio } = fieldsOf(doseAndRate);
  const { low, high } = fieldsOf(doseRange);
  const [from, to] = [quantityText(low), quantityText(high)];
  const { numerator, denominator } = fieldsOf(rateRatio);
  const [rate, per] = [quantityText(numerator), quantityText(denominator)];
  const parts = [
    quantityText(doseQuantity),
    from && to ? `${from} to ${to}` : (from ?? to),
    quantityText(rateQuantity),
    rate && per ? `${rate} in ${per}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ') || undefined;
}

/** "2 times every day", "every 6 hours", "Mon, Wed at 08:00", or the timing's own code. */
export function timingText(timing: unknown): string | undefined {
  const { code, repeat, event } = fieldsOf(timing);
  const { frequency, frequencyMax, period, periodUnit, dayOfWeek, timeOfDay, when } = fieldsOf(repeat);
  const [times, most, every] = [numberOf(frequency), numberOf(frequencyMax), numberOf(period)];
  const unit = PER[textOf(periodUnit) ?? ''];
  const several = times !== undefined && (times > 1 || most !== undefined);
  const often = several ? `${times}${most ? ` to ${most}` : ''} times ` : '';
  const parts = [
    conceptText(code),
    every !== undefined && unit
      ? `${often}every ${every === 1 ? unit : `${every} ${unit}s`}`
      : often.trim() || undefined,
    words(dayOfWeek),
    words(timeOfDay) && `at ${words(timeOfDay) ?? ''}`,
    words(when),
    words(event),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(', ') || undefined;
}

function words(list: unknown): string | undefined {
  return (
    listOf(list)
      .flatMap((item) => textOf(item) ?? [])
      .join(', ') || undefined
  );
}
