import * as v from 'valibot';
import type { SaveOutcome } from '../device/api';
import type { AppState } from './app-state.svelte';

const AmendDraftSchema = v.looseObject({
  text: v.string(),
  reason: v.string(),
  /** Random: names the attempt to save. */
  id: v.optional(v.string()),
});
type AmendDraft = v.InferOutput<typeof AmendDraftSchema>;

/** The correction of one note: begins with the words of the note, is kept as a draft, and saved as an entry. */
export class AmendForm {
  draft = $state<AmendDraft>({ text: '', reason: '' });
  ready = $state(false);
  saving = $state(false);
  /** Save was pressed with something missing. */
  asks = $state(false);
  outcome = $state.raw<SaveOutcome | undefined>();
  readonly #app: Pick<AppState, 'drafts' | 'saveEntry'>;
  readonly #patientId: string;
  readonly #noteId: string;
  readonly #original: () => string;
  readonly #key: string;

  constructor(app: AppState, patientId: string, noteId: string, original: () => string) {
    this.#app = app;
    this.#patientId = patientId;
    this.#noteId = noteId;
    this.#original = original;
    this.#key = `amend:${patientId}:${noteId}`;
  }

  async open(): Promise<void> {
    const kept = await this.#app.drafts.find(this.#key).catch(() => undefined);
    this.draft = (kept === undefined ? undefined : parse(kept)) ?? {
      text: this.#original(),
      reason: '',
      id: crypto.randomUUID(),
    };
    this.ready = true;
  }

  /** To be called when the draft has changed: an effect of the page. */
  keep(): void {
    const text = JSON.stringify(this.draft);
    const changed = this.draft.text !== this.#original() || this.draft.reason !== '';
    if (this.ready && changed && this.outcome?.kind !== 'saved') this.#app.drafts.put(this.#key, text);
  }

  close(): void {
    this.#app.drafts.release(this.#key);
  }

  async save(): Promise<void> {
    if (this.saving) return;
    const [text, reason] = [this.draft.text.trim(), this.draft.reason.trim()];
    this.asks = text === '' || reason === '';
    if (this.asks) return;
    this.saving = true;
    const { id } = this.draft;
    this.outcome = await this.#app.saveEntry({
      patientId: this.#patientId,
      ...(id === undefined ? {} : { attempt: id }),
      body: { kind: 'amendment', targetType: 'DocumentReference', targetId: this.#noteId, text, reason },
    });
    this.saving = false;
    // Saved by now, whatever becomes of the draft.
    if (this.outcome.kind === 'saved') await this.#app.drafts.drop(this.#key).catch(() => undefined);
  }
}

function parse(text: string): AmendDraft | undefined {
  try {
    const parsed = v.safeParse(AmendDraftSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
