import { news2, type News2Result } from '../../clinical/news2';
import type { NewEntry, SaveOutcome } from '../../device/api';
import type { ChartView } from '../../record/chart/view';
import type { EntryBody } from '../../record/entry';
import { referenceTo, type FhirResource } from '../../record/fhir';
import type { AppState } from '../app-state.svelte';
import { missingReasons, planChange } from './plan-changes';
import { readTyped } from './typed-readings';
import {
  emptyDraft,
  hasObservations,
  isEmptyDraft,
  parseDraft,
  type ActivityDraft,
  type PlanDraft,
  type VisitDraft,
} from './visit-draft';

export interface VisitStart {
  patientId: string;
  /** Names the draft. */
  key: string;
  visitId: string;
  reason?: string | undefined;
}

/** How a press of Save ended. `saved` counts the entries that are on the disk, also when a later one failed. */
export type VisitSave =
  | { kind: 'saved'; summaries: string[] }
  | { kind: 'nothing' }
  | { kind: 'errors' }
  | { kind: 'doubts' }
  | (NotSaved & { summaries: string[] });

type NotSaved = Extract<SaveOutcome, { kind: 'not-saved' }>;

interface Part {
  /** `observations`, `note`, or the reference of a plan or goal. */
  key: string;
  summary: string;
  body: EntryBody;
  /** Takes what is now saved out of the form, so that a second press does not save it twice. */
  clear: () => void;
}

/** What the form needs of the app. */
type VisitApp = Pick<AppState, 'drafts' | 'now' | 'saveEntry'>;

/** The visit form: what is typed, what follows from it, and its way to the disk. */
export class VisitForm {
  draft = $state<VisitDraft>(emptyDraft('', ''));
  /** The draft of an earlier time came back. */
  restored = $state(false);
  ready = $state(false);
  saving = $state(false);
  /** Of the last press of Save. */
  outcome = $state.raw<VisitSave | undefined>();
  /** Doubts that were shown to the author and stand. */
  #accepted = $state<string[]>([]);
  readonly typed = $derived.by(() => readTyped(this.draft));
  readonly isEmpty = $derived(isEmptyDraft(this.draft));
  readonly openDoubts = $derived(
    Object.values(this.typed.doubts).filter((words) => !this.#accepted.includes(words)),
  );
  /** The device holds a draft of this form. */
  #kept = false;
  readonly #app: VisitApp;
  readonly #start: VisitStart;
  readonly #chart: () => ChartView;

  constructor(app: VisitApp, start: VisitStart, chart: () => ChartView) {
    this.#app = app;
    this.#start = start;
    this.#chart = chart;
  }

  /** NEWS2 of what is typed; undefined where the score does not apply to this patient. */
  get score(): News2Result | undefined {
    const chart = this.#chart();
    return chart.news2Excluded ? undefined : news2(this.typed.readings, { scale: chart.spo2Scale.scale });
  }

  /** Takes up the draft that was left, or begins a new one. */
  async open(): Promise<void> {
    const text = await this.#app.drafts.find(this.#start.key).catch(() => undefined);
    const fresh = emptyDraft(this.#start.visitId, this.#app.now.toISOString(), crypto.randomUUID());
    // A draft of another version of the form is not thrown away: it stands in the note as it was kept.
    this.draft = text === undefined ? fresh : (parseDraft(text) ?? { ...fresh, note: text });
    this.restored = text !== undefined;
    this.ready = true;
  }

  /** To be called when the draft has changed: an effect of the page. */
  keep(): void {
    const text = JSON.stringify(this.draft);
    if (!this.ready || this.saving) return;
    if (!this.isEmpty) this.#app.drafts.put(this.#start.key, text);
    else if (this.#kept) void this.#app.drafts.drop(this.#start.key).catch(() => undefined);
    this.#kept = !this.isEmpty;
  }

  close(): void {
    this.#app.drafts.release(this.#start.key);
  }

  /** The changes to a plan or goal, for reading; made at the first change from the resource as it is shown then. */
  planOf(resource: FhirResource): PlanDraft | undefined {
    return this.draft.plans[referenceTo(resource)];
  }

  changeActivity(plan: FhirResource, key: string, change: Partial<ActivityDraft>): void {
    const { activities } = this.#planDraft(plan);
    activities[key] = { ...(activities[key] ?? { reason: '' }), ...change };
  }

  /** Undefined takes the change back. */
  changeGoal(goal: FhirResource, wording: string | undefined): void {
    const plan = this.#planDraft(goal);
    if (wording === undefined) delete plan.goal;
    else plan.goal = { wording };
  }

  /** Drops the changes to an activity that were not saved. */
  undoActivity(plan: FhirResource, key: string): void {
    const { activities } = this.#planDraft(plan);
    this.#planDraft(plan).activities = Object.fromEntries(
      Object.entries(activities).filter(([other]) => other !== key),
    );
  }

  get missingReasons(): string[] {
    return Object.values(this.draft.plans).flatMap(missingReasons);
  }

  /**
   * Saves every part that has something in it, in order. "Saved" is only what the device said it has on its disk. It is on the
   * screen with what follows from it in one go: `outcome` is set in the same moment as the rest.
   */
  async save(): Promise<VisitSave> {
    const obstacle = this.#findObstacle();
    if (obstacle) return (this.outcome = obstacle);
    const parts = this.#parts();
    if (parts.length === 0) return (this.outcome = { kind: 'nothing' });
    this.saving = true;
    const summaries: string[] = [];
    try {
      for (const part of parts) {
        // What is saved is out of the draft before the next is tried.
        if (summaries.length > 0) this.#app.drafts.put(this.#start.key, JSON.stringify(this.draft));
        const outcome = await this.#app.saveEntry(this.#entry(part));
        if (outcome.kind === 'not-saved') return (this.outcome = { ...outcome, summaries });
        summaries.push(part.summary);
        part.clear();
        this.draft.saves[part.key] = this.#savesOf(part) + 1;
      }
      // All of it is saved by now, whatever becomes of the draft: one that came back would save nothing twice.
      void this.#app.drafts.drop(this.#start.key).catch(() => undefined);
      this.#kept = false;
      this.restored = false;
      return (this.outcome = { kind: 'saved', summaries });
    } finally {
      this.saving = false;
    }
  }

  #findObstacle(): VisitSave | undefined {
    if (Object.keys(this.typed.errors).length > 0 || this.missingReasons.length > 0)
      return { kind: 'errors' };
    if (this.openDoubts.length === 0) return undefined;
    this.#accepted = [...this.#accepted, ...this.openDoubts];
    return { kind: 'doubts' };
  }

  #entry(part: Part): NewEntry {
    const { patientId, reason } = this.#start;
    const { visitId, startedAt, id } = this.draft;
    return {
      patientId,
      visit: { id: visitId, startedAt, ...(reason ? { reason } : {}) },
      body: part.body,
      ...(id === undefined ? {} : { attempt: `${id} ${part.key} ${this.#savesOf(part)}` }),
    };
  }

  #savesOf({ key }: Part): number {
    return this.draft.saves[key] ?? 0;
  }

  #parts(): Part[] {
    const { draft } = this;
    const parts: Part[] = [];
    if (hasObservations(draft)) {
      parts.push({
        key: 'observations',
        summary: 'Observations',
        body: this.#observations(),
        clear: () => {
          this.#clearObservations();
        },
      });
    }
    for (const [reference, plan] of Object.entries(draft.plans)) {
      const body = planChange($state.snapshot(plan));
      const clear = () => {
        draft.plans = Object.fromEntries(Object.entries(draft.plans).filter(([key]) => key !== reference));
      };
      if (body) parts.push({ key: reference, summary: body.summary, body, clear });
    }
    const note = draft.note.trim();
    if (note !== '') {
      const clear = () => {
        draft.note = '';
      };
      parts.push({ key: 'note', summary: 'Note', body: { kind: 'note', text: note }, clear });
    }
    return parts;
  }

  #observations(): EntryBody {
    const { score, typed } = this;
    const chart = this.#chart();
    const comment = this.draft.comment.trim();
    return {
      kind: 'observations',
      readings: typed.readings,
      spo2Scale: chart.spo2Scale.scale,
      news2:
        score?.kind === 'total'
          ? { kind: 'total', total: score.total }
          : { kind: 'not-scored', why: chart.news2Excluded ?? 'incomplete' },
      ...(comment ? { comment } : {}),
    };
  }

  #clearObservations(): void {
    Object.assign(this.draft, { readings: {}, oxygen: '', consciousness: '', comment: '' });
  }

  #planDraft(resource: FhirResource): PlanDraft {
    const reference = referenceTo(resource);
    this.draft.plans[reference] ??= { base: structuredClone(resource), activities: {} };
    const plan = this.draft.plans[reference];
    // Assigned above; read back so that the state proxy and not the plain object is changed.
    return plan;
  }
}
