import { BREAK_GLASS_REASONS } from './break-glass';
import { sealedCategoryOf, type EntryBody } from './entry';
import { CONSCIOUSNESS_WORDS } from './vital-signs';

const MAX = 120;

/** One line that says what was written, for the outbox and the chart. */
export function summaryOf(body: EntryBody): string {
  // A line is read over a shoulder: it says nothing of what is sealed.
  if (sealedCategoryOf(body)) return body.kind === 'note' ? 'Sealed note' : 'Correction of a sealed note';
  switch (body.kind) {
    case 'note':
      return oneLine(body.text);
    case 'amendment':
      return oneLine(`Correction: ${body.text}`);
    case 'observations':
      return oneLine(readingsLine(body));
    case 'spo2-scale':
      return `SpO2 scale ${body.scale}: ${oneLine(body.reason)}`;
    case 'care-plan-change':
      return oneLine(body.summary);
    case 'decision':
      return oneLine(`Decision: ${body.reason}`);
    case 'set-aside':
      return oneLine(`Set aside: ${body.reason}`);
    case 'break-glass':
      return oneLine(`${BREAK_GLASS_REASONS[body.reason]}: ${body.words}`);
  }
}

function readingsLine({ readings: r, news2 }: Extract<EntryBody, { kind: 'observations' }>): string {
  const pressure = r.systolic ?? r.diastolic;
  const parts = [
    news2?.kind === 'total' && `NEWS2 ${news2.total}`,
    r.respirationRate !== undefined && `resps ${r.respirationRate}`,
    r.spo2 !== undefined && `SpO2 ${r.spo2} %`,
    r.onOxygen !== undefined && (r.onOxygen ? 'on oxygen' : 'on air'),
    pressure !== undefined && `BP ${r.systolic ?? '–'}/${r.diastolic ?? '–'}`,
    r.pulse !== undefined && `pulse ${r.pulse}`,
    r.consciousness !== undefined && CONSCIOUSNESS_WORDS[r.consciousness].toLowerCase(),
    r.temperature !== undefined && `${r.temperature} °C`,
    r.weight !== undefined && `${r.weight} kg`,
    r.glucose !== undefined && `glucose ${r.glucose} mmol/L`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `Observations: ${parts.join(', ')}` : 'Observations';
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX ? `${line.slice(0, MAX - 1).trimEnd()}…` : line;
}
