import * as v from 'valibot';
import type { SaveOutcome } from '../device/api';
import { SEALED_CATEGORY_KEYS, type SealedCategory } from '../record/sensitivity';
import type { AppState } from './app-state.svelte';

const SealedDraftSchema = v.looseObject({
  category: v.picklist(['', ...SEALED_CATEGORY_KEYS]),
  text: v.string(),
  /** Random: names the attempt to save. */
  id: v.string(),
});
type SealedDraft = v.InferOutput<typeof SealedDraftSchema>;

/** A sealed note being written: kept as a draft, and saved as an entry. */
export class SealedForm {
  draft = $state<SealedDraft>({ category: '', text: '', id: crypto.randomUUID() });
  ready = $state(false);
  saving = $state(false);
  /** Save was pressed with something missing. */
  asks = $state(false);
  outcome = $state.raw<SaveOutcome | undefined>();
  readonly #app: Pick<AppState, 'drafts' | 'saveEntry'>;
  readonly #patientId: string;
  readonly #key: string;

  constructor(app: Pick<AppState, 'drafts' | 'saveEntry'>, patientId: string) {
    this.#app = app;
    this.#patientId = patientId;
    this.#key = `sealed:${patientId}`;
  }

  async open(): Promise<void> {
    const kept = await this.#app.drafts.find(this.#key).catch(() => undefined);
    this.draft = (kept === undefined ? undefined : parse(kept)) ?? this.draft;
    this.ready = true;
  }

  /** To be called when the draft has changed: an effect of the page. */
  keep(): void {
    const text = JSON.stringify(this.draft);
    if (this.ready && !this.saving && this.draft.text.trim() !== '') this.#app.drafts.put(this.#key, text);
  }

  close(): void {
    this.#app.drafts.release(this.#key);
  }

  choose(category: SealedCategory): void {
    this.draft.category = category;
  }

  async save(): Promise<void> {
    if (this.saving) return;
    const { category, id } = this.draft;
    const text = this.draft.text.trim();
    this.asks = text === '' || category === '';
    if (text === '' || category === '') return;
    this.saving = true;
    const body = { kind: 'note' as const, text, sealed: category };
    this.outcome = await this.#app.saveEntry({ patientId: this.#patientId, attempt: id, body });
    if (this.outcome.kind === 'saved') {
      // What was typed on while it was saved is the next note, not lost with this one.
      const more = this.draft.text.trim() === text ? '' : this.draft.text;
      this.draft = { category: more ? category : '', text: more, id: crypto.randomUUID() };
      // Saved by now, whatever becomes of the draft.
      await this.#app.drafts.drop(this.#key).catch(() => undefined);
    }
    this.saving = false;
  }
}

function parse(text: string): SealedDraft | undefined {
  try {
    const parsed = v.safeParse(SealedDraftSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
