/** What one clinician has a reason to see today, and a tag that stays the same for as long as it does. */
import { createHash } from 'node:crypto';
import { rowsDigest, type Caseload, type CaseloadChange, type Visit } from '../../record/caseload';
import { ADDRESS_WITHHELD } from '../../record/sensitivity';
import type { Access } from '../access/access';
import type { Organisation } from '../access/organisation';
import { toldUser } from '../access/told-user';
import type { RecordStore } from '../store/record';
import type { KnownVersion } from '../store/versions';
import { addDays, dateInUk } from './calendar';
import { GivenTags, type Given } from './given-tags';
import { versionIn } from './view-version';

/** Visits go with the caseload from yesterday to a week ahead. */
const DAYS_BACK = 1;
const DAYS_AHEAD = 7;

export interface CaseloadParts {
  access: Access;
  organisation: Organisation;
  record: RecordStore;
  serverKeyId: string;
  leaseHours: number;
  unfiledAlarmHours?: number;
  /** Plans visits for days that have none yet. */
  ensureVisits?: ((today: string) => Promise<void>) | undefined;
}

/** A tag is quoted, as HTTP writes it. Two caseloads with one tag differ in nothing but `asOf`. */
export interface TaggedCaseload {
  etag: string;
  caseload: Caseload;
}

export type CaseloadAnswer =
  | { kind: 'unchanged'; etag: string }
  /** To be laid over the caseload of the tag that was known. */
  | { kind: 'change'; etag: string; change: CaseloadChange }
  | ({ kind: 'whole' } & TaggedCaseload);

export class Caseloads {
  readonly #parts: CaseloadParts;
  readonly #given = new GivenTags();

  constructor(parts: CaseloadParts) {
    this.#parts = parts;
  }

  async of(userId: string, now: Date): Promise<TaggedCaseload> {
    const { etag, caseload } = await this.#gather(userId, now);
    return { etag, caseload };
  }

  /** For a device that has the caseload of the tag `known`. When nothing changed, the work grows with neither caseload nor record. */
  async answer(userId: string, known: string | undefined, now: Date): Promise<CaseloadAnswer> {
    const given = known === undefined ? undefined : this.#given.find(userId, known);
    if (known !== undefined && given && (await this.#holds(userId, known, given, now))) {
      return { kind: 'unchanged', etag: known };
    }
    const { record, organisation } = this.#parts;
    // What changes from here on is looked at again the next time.
    const { position } = record;
    const { revision } = organisation;
    const { etag, structure, caseload } = await this.#gather(userId, now);
    this.#given.keep(userId, etag, { structure, position, revision, at: now });
    if (etag === known) return { kind: 'unchanged', etag };
    const committed = given?.structure === structure ? record.committedSince(given.position) : undefined;
    if (!committed) return { kind: 'whole', etag, caseload };
    const { asOf, rows } = caseload;
    const changed = rows.filter(({ patientId }) => committed.has(patientId));
    const versions = Object.fromEntries(changed.map(({ patientId, version }) => [patientId, version]));
    return { kind: 'change', etag, change: { asOf, versions, digest: await rowsDigest(rows) } };
  }

  /** Whether the caseload is sure to be what it was; then it is remembered as of now. */
  async #holds(userId: string, tag: string, given: Given, now: Date): Promise<boolean> {
    const { access, record, organisation } = this.#parts;
    if (dateInUk(given.at) !== dateInUk(now) || (await organisation.turnsBetween(given.at, now)))
      return false;
    const readable = await access.readable(userId);
    if (given.revision !== organisation.revision) return false;
    const { position } = record;
    const committed = record.committedSince(given.position);
    if (!committed || [...committed].some((patientId) => readable.has(patientId))) return false;
    this.#given.keep(userId, tag, { ...given, position, at: now });
    return true;
  }

  async #gather(userId: string, now: Date): Promise<TaggedCaseload & { structure: string }> {
    const { access, organisation, record, serverKeyId, leaseHours, unfiledAlarmHours } = this.#parts;
    const found = await organisation.findUser(userId);
    const user = found && { user: toldUser(found, now) };
    const readable = await access.readable(userId);
    const versions = await record.versions([...readable.keys()].sort());
    const rows = [...versions].flatMap(([patientId, { version }]) => {
      const seen = readable.get(patientId);
      return seen ? [{ patientId, version: versionIn(version, seen.view), why: seen.why }] : [];
    });
    const visits = await this.#visits(userId, versions, now);
    const alarm = unfiledAlarmHours === undefined ? {} : { unfiledAlarmHours };
    const content = { ...user, serverKeyId, leaseHours, ...alarm, rows, visits };
    const unversioned = rows.map(({ patientId, why }) => ({ patientId, why }));
    const structure = hashOf({ ...content, rows: unversioned });
    const etag = `"${hashOf([structure, rows.map(({ version }) => version)])}"`;
    return { etag, structure, caseload: { asOf: now.toISOString(), ...content } };
  }

  /** Those of the user's teams, and those that the user is to make for another. */
  async #visits(userId: string, seen: ReadonlyMap<string, KnownVersion>, now: Date): Promise<Visit[]> {
    const { organisation, ensureVisits } = this.#parts;
    const today = dateInUk(now);
    await ensureVisits?.(today);
    const own = new Set((await organisation.teamsOf(userId, now)).map(({ id }) => id));
    const teams = (await organisation.teams()).map(({ id }) => id);
    const visits = await organisation.visitsOf(teams, addDays(today, -DAYS_BACK), addDays(today, DAYS_AHEAD));
    return visits
      .filter(({ teamId, practitionerId }) => own.has(teamId) || practitionerId === userId)
      .flatMap(({ teamId: _, ...visit }) => {
        const patient = seen.get(visit.patientId);
        return patient ? [patient.restricted ? { ...visit, place: ADDRESS_WITHHELD } : visit] : [];
      })
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }
}

function orderOf({ date, time, id }: Visit): string {
  return `${date} ${time} ${id}`;
}

/** 128 bits, base64url. */
function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest().subarray(0, 16).toString('base64url');
}
