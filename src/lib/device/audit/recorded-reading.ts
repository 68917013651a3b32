/** What a person reads that is worth a line in the audit: charts and searches. */
import type { Act } from '../../record/audit-event';
import type { ChartOutcome, FoundView } from '../api';
import type { Reader } from '../reader';
import type { Audit } from './audit';
import { Openings } from './openings';

interface Read {
  reader: Reader;
  audit: Audit;
}

export class RecordedReading {
  readonly #openings = new Openings();

  /** Answered while it is recorded: it shows nobody who does not stand in the caseload's own list, at each keystroke. */
  search({ reader, audit }: Read, query: string, most: number): FoundView {
    const found = reader.search(query, most);
    if (this.#openings.isSearch(query)) void audit.record({ kind: 'search', count: found.total });
    return found;
  }

  /** Nothing is shown before it is recorded; what is shown is made meanwhile. `now`: ms. */
  async chart({ reader, audit }: Read, patientId: string, now: number): Promise<ChartOutcome> {
    if (!this.#openings.isOpening(patientId, now)) return reader.chart(patientId);
    let recorded: Promise<unknown> | undefined;
    const outcome = await reader.chart(patientId, () => {
      recorded = audit.record({ kind: 'chart-opened', patientId });
    });
    await (recorded ?? audit.record(actOf(outcome, patientId)));
    return outcome;
  }
}

function actOf({ kind }: ChartOutcome, patientId: string): Act {
  const isShown = kind === 'chart' || kind === 'emergency';
  return isShown ? { kind: 'chart-opened', patientId } : { kind: 'refused', patientId, reason: kind };
}
