/** What a person reads that is worth a line in the audit: charts and searches. */
import type { Card } from '../../record/card';
import type { ChartOutcome } from '../api';
import type { Reader } from '../reader';
import type { Audit } from './audit';
import { Openings } from './openings';

interface Read {
  reader: Reader;
  audit: Audit;
}

export class RecordedReading {
  readonly #openings = new Openings();

  async search({ reader, audit }: Read, query: string): Promise<Card[]> {
    const found = reader.search(query);
    if (this.#openings.isSearch(query)) await audit.record({ kind: 'search', count: found.length });
    return found;
  }

  /** `now`: ms. */
  async chart({ reader, audit }: Read, patientId: string, now: number): Promise<ChartOutcome> {
    const outcome = await reader.chart(patientId);
    if (!this.#openings.isOpening(patientId, now)) return outcome;
    const isShown = outcome.kind === 'chart' || outcome.kind === 'emergency';
    await audit.record(
      isShown ? { kind: 'chart-opened', patientId } : { kind: 'refused', patientId, reason: outcome.kind },
    );
    return outcome;
  }
}
