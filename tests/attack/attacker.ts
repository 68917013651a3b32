/** Asks as users of the organisation would, and as they should not; each answer is judged. */
import { randomBytes } from 'node:crypto';
import {
  applyChange,
  CaseloadChangeSchema,
  CaseloadSchema,
  type Caseload,
} from '../../src/lib/record/caseload';
import { entryDocId } from '../../src/lib/record/ids';
import { applyLine, PackGoneSchema, PackLineSchema, type PackLine } from '../../src/lib/record/pack';
import { sealJson } from '../../src/lib/record/seal';
import * as v from 'valibot';
import { isAllowed } from '../../src/lib/server/access/decide';
import { reasonsFor } from '../../src/lib/server/access/reasons';
import { ask, ROUTES } from './app';
import { askByDevice } from './by-device';
import { askEmergency, askFind, askOffice, askSealed, askTeam, type Answer, type Ask } from './further';
import { compare, leaksIn, marksIn, type Finding } from './judge';
import type { ModelNote, ModelPatient, ModelUser } from './model';
import { ATTACKED } from './routes';
import { hoursFromNow, type Asking } from './steps';
import { timesOver, type TimeOver } from './times-over';
import type { World } from './world';

export const ORIGIN = 'http://localhost:4321';

const MANAGING = [
  'claim',
  'break-glass',
  'review-access',
  'manage-users',
  'manage-teams',
  'manage-devices',
] as const;

const READING = ['read', 'read-reduced', 'read-sensitive', 'read-sealed'] as const;

export class Attacker {
  /** Requests made. */
  count = 0;
  readonly findings: Finding[] = [];
  readonly #world: World;
  #written = 0;

  constructor(world: World) {
    this.#world = world;
  }

  async attack(asking: Asking): Promise<void> {
    const before = this.findings.length;
    await this.#attack(asking);
    // So that it can be traced: what was asked, by whom.
    for (const finding of this.findings.slice(before)) finding.what += ` ${JSON.stringify(asking)}`;
  }

  #attack(asking: Asking): Promise<void> {
    switch (asking.ask) {
      case 'caseload':
        return this.#caseload(this.#world.user(asking.user), asking.known);
      case 'packs':
        return this.#packs(this.#world.user(asking.user), asking.patients, asking.since);
      case 'claim':
        return this.#claim(this.#world.user(asking.user), asking.patient);
      case 'write':
        return this.#write(this.#when(asking), asking.about);
      case 'held':
        return this.#held(this.#world.user(asking.user));
      case 'settle':
        return this.#settle(
          this.#world.user(asking.user),
          asking.which % Math.max(1, this.#world.model.held.length),
          asking,
        );
      case 'journal':
        return this.#journal(asking);
      case 'rights':
        return this.#rights(asking);
      case 'emergency':
        return this.#judge(askEmergency(this.#world.user(asking.user), this.#world, this.#asking));
      case 'find':
        return this.#judge(askFind(this.#world.user(asking.user), asking.patient, this.#world, this.#asking));
      case 'sealed':
        return this.#judge(askSealed(this.#world.user(asking.user), this.#world, this.#asking));
      case 'team':
        return this.#judge(askTeam(this.#world.user(asking.user), this.#world, this.#asking));
      case 'office': {
        const user = asking.user === null ? undefined : this.#world.user(asking.user);
        return this.#judge(askOffice(user, asking, this.#world, this.#asking));
      }
      case 'device': {
        const user = asking.user === null ? undefined : this.#world.user(asking.user);
        const [device, owner] = [this.#world.user(asking.device), this.#world.user(asking.owner)];
        return this.#judge(askByDevice({ ...asking, user, device, owner }, this.#world, this.#asking));
      }
      case 'other':
        return this.#other(asking);
    }
  }

  readonly #asking: Ask = (...asked) => this.#ask(...asked);

  async #judge(findings: Promise<Finding[]>): Promise<void> {
    this.findings.push(...(await findings));
  }

  /** `known`: goes on from the caseload that the user's device holds. */
  async #caseload(user: ModelUser, known: boolean): Promise<void> {
    const held = known ? this.#world.caseloads.get(user.id) : undefined;
    const headers = held ? { 'if-none-match': held.etag, 'a-im': 'versions' } : {};
    const answer = await this.#ask(user, 'GET', '/api/caseload', undefined, headers);
    const caseload = await caseloadAfter(held?.caseload, answer);
    if (!caseload) {
      this.#miss(`caseload ${answer.status}`);
      return;
    }
    const { rows } = caseload;
    this.#world.caseloads.set(user.id, { caseload, etag: answer.etag });
    const now = Date.now();
    const due = this.#world.model.patients.filter(
      (patient) => this.#world.model.sight(user, patient, now) !== 'none',
    );
    this.#compare(new Set(rows.map(({ patientId }) => patientId)), new Set(due.map(({ id }) => id)));
  }

  async #packs(user: ModelUser, patients: readonly number[], since: boolean): Promise<void> {
    const held = this.#world.packs.get(user.id);
    const want = patients.map((nth) => {
      const patientId = this.#world.patient(nth).id;
      const version = since ? held?.get(patientId)?.version : undefined;
      return { patientId, ...(version === undefined ? {} : { since: version }) };
    });
    const { body } = await this.#ask(user, 'POST', '/api/packs', { want });
    for (const [i, text] of body.trim().split('\n').slice(0, -1).entries()) {
      const line = v.parse(v.union([PackLineSchema, PackGoneSchema]), JSON.parse(text));
      const nth = patients[i] ?? 0;
      const patient = this.#world.patient(nth);
      if (!isPack(line)) {
        held?.delete(patient.id);
        this.#compare(new Set(), this.#world.model.marks(user, patient, Date.now()));
        continue;
      }
      const applied = await applyLine(held?.get(patient.id), line);
      if (applied.kind === 'mismatch') {
        // A device would ask once more, for the whole: the server is not to count on that.
        this.#miss('a pack that does not fit');
        held?.delete(patient.id);
        continue;
      }
      held?.set(patient.id, applied.pack);
      const due = this.#world.model.marks(user, patient, Date.now());
      this.#compare(marksIn(applied.pack.resources), due);
    }
  }

  async #claim(user: ModelUser, nth: number): Promise<void> {
    const { id: patientId, nhsNumber } = this.#world.patient(nth);
    const may = this.#world.model.mayClaim(user);
    const from = Date.now();
    if (may) {
      const until = hoursFromNow(24);
      this.#world.model.reasons.push({ id: '', userId: user.id, patientId, from, until, own: true });
    }
    const { status } = await this.#ask(user, 'POST', '/api/claims', { nhsNumber, why: 'Asked to help out' });
    if (may && status !== 200) this.#miss(`claim ${status}`);
    if (!may && status !== 403) this.findings.push({ kind: 'leaked', what: `claim ${status}` });
    await this.#rememberClaims(user);
  }

  /** The model's reason gets the id that the server gave, so that it can be revoked. */
  async #rememberClaims(user: ModelUser): Promise<void> {
    const unnamed = this.#world.model.reasons.find(({ id }) => id === '');
    if (!unnamed) return;
    const known = new Set(this.#world.model.reasons.map(({ id }) => id));
    const given = await this.#world.server.organisation.reasonsOf(user.id);
    const own = given.find(({ id }) => !known.has(id));
    if (!own) {
      this.#miss('a claim that nobody recorded');
      return;
    }
    unnamed.id = own.id;
    unnamed.from = Date.parse(own.from);
    unnamed.until = Date.parse(own.until);
  }

  /** Who wrote about whom, and when. */
  #when({ user, patient, written, over }: Extract<Asking, { ask: 'write' | 'rights' }>): TimeOver {
    const ways = over === null ? [] : timesOver(this.#world.model, Date.now());
    const times = ways[(over ?? 0) % Math.max(1, ways.length)] ?? [];
    return (
      times[Math.floor((over ?? 0) / 3) % Math.max(1, times.length)] ?? {
        user: this.#world.user(user),
        patient: this.#world.patient(patient),
        written: hoursFromNow(written),
      }
    );
  }

  async #write({ user, patient, written }: TimeOver, nth: number | 'plan' | null): Promise<void> {
    const { model, keys, journals, server } = this.#world;
    const entryId = `zq${patient.id.slice(-1)}written${(this.#written += 1)}zq`;
    const writtenAt = new Date(written).toISOString();
    const about = nth === 'plan' ? patient.goal : nth === null ? undefined : patient.notes[nth];
    const entry = {
      format: 1,
      id: entryId,
      patientId: patient.id,
      author: { userId: user.id, name: user.id, role: user.role },
      deviceId: 'd1',
      writtenAt,
      clock: { deviceTime: writtenAt, offsetMs: 0, adjusted: false },
      body: await this.#bodyFor(patient, about, entryId),
    };
    const _id = entryDocId(entryId);
    const sealed = await sealJson(entry, _id, [keys.server.current, keys.vault]);
    const hash = randomBytes(16).toString('hex');
    const doc = {
      _id,
      _rev: `1-${hash}`,
      _revisions: { start: 1, ids: [hash] },
      type: 'entry',
      format: 1,
      sealed,
    };
    const journal = journals.get(user.id) ?? '';
    const isTheirs = model.mayWrite(user, patient, Date.parse(writtenAt), Date.now());
    const due = model.mayCorrect(user, patient, about, Date.parse(writtenAt), Date.now());
    const body = { docs: [{ ...doc, attempt: 1 }], new_edits: false };
    const { status } = await this.#ask(user, 'POST', `/journals/${journal}/_bulk_docs`, body);
    if (status >= 300) {
      this.#miss(`an entry was not taken up: ${status}`);
      return;
    }
    await server.filing.settled();
    const isFiled = await this.#isFiled(patient.id, entryId);
    if (isFiled !== due) this.findings.push({ kind: due ? 'withheld' : 'leaked', what: `filing ${entryId}` });
    const corrected = about ? { about } : {};
    if (isFiled) patient.notes.push({ token: entryId, label: about?.label ?? 'plain', ...corrected });
    else if (!isTheirs)
      model.held.push({ entryId, journal, userId: user.id, patientId: patient.id, written, ...corrected });
    const refused = await server.quarantine.findRefused(journal, entryId);
    const why = isTheirs ? 'unknown-target' : 'no-access';
    if (!isFiled && refused?.refusal !== why) this.#miss(`${entryId} is nowhere`);
  }

  /** A change of the plan touches what no other does: they merge. */
  async #bodyFor(patient: ModelPatient, about: ModelNote | undefined, entryId: string): Promise<object> {
    if (about === undefined) return { kind: 'note', text: 'Seen' };
    if (about !== patient.goal) {
      const correction = { targetType: 'DocumentReference', targetId: about.token, reason: 'Misheard' };
      return { kind: 'amendment', text: 'Seen', ...correction };
    }
    const record = await this.#world.server.record.read(patient.id);
    const base = record?.resources.find(({ resourceType }) => resourceType === 'Goal');
    const proposed = { ...base, [`changedBy-${entryId.slice(2, -2)}`]: 'Seen' };
    return {
      kind: 'care-plan-change',
      targetType: 'Goal',
      targetId: 'goal',
      base,
      proposed,
      summary: 'Reworded',
    };
  }

  async #held(user: ModelUser): Promise<void> {
    const { body } = await this.#ask(user, 'GET', '/api/held-entries');
    const { entries } = JSON.parse(body) as { entries: { entryId: string }[] };
    const now = Date.now();
    const due = this.#world.model.held.filter((held) => this.#world.model.maySettle(user, held, now));
    this.#compare(new Set(entries.map(({ entryId }) => entryId)), new Set(due.map(({ entryId }) => entryId)));
  }

  async #settle(user: ModelUser, which: number, { accept }: { accept: boolean }): Promise<void> {
    const { model } = this.#world;
    const held = model.held[which];
    if (!held) return;
    const { entryId, journal, patientId, about } = held;
    const may = model.maySettle(user, held, Date.now());
    const decision = accept ? 'accept' : 'reject';
    const { status } = await this.#ask(user, 'POST', '/api/held-entries', {
      journal,
      entryId,
      decision,
      reason: 'Looked into',
    });
    const isFiled = await this.#isFiled(patientId, entryId);
    if (may !== (status === 204)) {
      this.findings.push({ kind: may ? 'withheld' : 'leaked', what: `settling ${status}` });
    }
    if (isFiled !== (may && accept)) {
      this.findings.push({ kind: isFiled ? 'leaked' : 'withheld', what: `settled ${entryId}` });
    }
    if (status === 204) model.held.splice(which, 1);
    if (isFiled) {
      const note = { token: entryId, label: about?.label ?? ('plain' as const), ...(about ? { about } : {}) };
      model.patients.find(({ id }) => id === patientId)?.notes.push(note);
    }
  }

  async #journal({ user: nth, owner, method, path }: Extract<Asking, { ask: 'journal' }>): Promise<void> {
    const [user, other] = [this.#world.user(nth), this.#world.user(owner)];
    const name = this.#world.journals.get(other.id) ?? '';
    const { status } = await this.#ask(user, method, `/journals/${name}/${path}`, { docs: [], keys: [] });
    if (other.id !== user.id && status < 400)
      this.findings.push({ kind: 'leaked', what: 'a foreign journal' });
  }

  /** What routes ask of the rules, asked directly: some rules have no route of their own, or one behind a page. */
  async #rights(asking: Extract<Asking, { ask: 'rights' }>): Promise<void> {
    const { model, server } = this.#world;
    const { user, patient, written } = this.#when(asking);
    const writtenAt = new Date(written).toISOString();
    const now = Date.now();
    const check = (what: string, answer: boolean, due: boolean) => {
      if (answer !== due)
        this.findings.push({ kind: due ? 'withheld' : 'leaked', what: `${what} to a ${user.role}` });
    };
    for (const action of MANAGING) {
      check(action, await server.access.may(user.id, action), model.mayManage(user, action));
    }
    for (const { id } of model.users) {
      const may = (action: 'settle-entry' | 'read-team-status') =>
        server.access.mayConcerning(user.id, action, id, writtenAt);
      const settles = model.maySettle(user, { userId: id, written: Date.parse(writtenAt) }, now);
      check('settle-entry', await may('settle-entry'), settles);
      check('read-team-status', await may('read-team-status'), model.leads(user, id, now));
    }
    for (const action of ['write-sealed', 'decide'] as const) {
      const may = await server.access.mayFile(user.id, patient.id, action, writtenAt);
      check(action, may, model.mayWriteAsClinician(user, patient, written, now));
    }
    // Asked of the table itself, since the lists are made of reasons that hold: those that are over must open nothing either.
    const asked = await server.organisation.findUser(user.id);
    const reasons = asked
      ? await reasonsFor(server.organisation, asked, patient.id, [new Date(writtenAt), new Date(now)])
      : [];
    for (const action of READING) {
      const answer = isAllowed({ role: user.role, action, reasons, now: new Date(now) });
      check(action, answer, model.mayRead(user, patient, action, now));
    }
    const view = (await server.access.readable(user.id)).get(patient.id)?.view;
    check('read-sealed', view?.sealed === true, model.seesSealed(user, patient, now));
  }

  async #other({ user, route, method, patient, fill }: Extract<Asking, { ask: 'other' }>): Promise<void> {
    const open = ROUTES.filter(({ id }) => ATTACKED[id] === 'any');
    const { id = '/' } = open[route % open.length] ?? {};
    const { id: patientId, nhsNumber } = this.#world.patient(patient);
    const path = id.replace(/\[(?:\.\.\.)?\w+\]/g, fill % 2 === 0 ? patientId : `user${patient}`);
    const query = fill > 1 ? `?patientId=${patientId}&patient=${patientId}&user=user${patient}` : '';
    const body = [
      {},
      { patientId },
      { want: [{ patientId }] },
      { nhsNumber, patientId, why: 'Just looking' },
    ];
    await this.#ask(user === null ? undefined : this.#world.user(user), method, path + query, body[fill]);
  }

  async #ask(
    user: ModelUser | undefined,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    this.count += 1;
    const sent = method === 'GET' || method === 'HEAD' ? undefined : JSON.stringify(body ?? {});
    const request = new Request(ORIGIN + path, {
      method,
      headers: { ...headers, origin: ORIGIN, 'content-type': 'application/json' },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const response = await ask(request, user?.id);
    const text = await textOf(response);
    // What somebody wrote stands in their own journal by its id, filed or not.
    const own = user && path.startsWith(`/journals/${this.#world.journals.get(user.id) ?? ''}/`);
    if (!own) this.findings.push(...leaksIn(text, path + (sent ?? ''), user, this.#world));
    return { status: response.status, body: text, etag: response.headers.get('etag') ?? '' };
  }

  async #isFiled(patientId: string, entryId: string): Promise<boolean> {
    const record = await this.#world.server.record.read(patientId);
    return record?.resources.some(({ id }) => id === entryId || id === `${entryId}-provenance`) === true;
  }

  #compare(found: ReadonlySet<string>, due: ReadonlySet<string>): void {
    this.findings.push(...compare(found, due));
  }

  #miss(what: string): void {
    this.findings.push({ kind: 'withheld', what });
  }
}

/** What the device has after an answer; undefined when it makes no sense. */
async function caseloadAfter(
  held: Caseload | undefined,
  { status, body }: Answer,
): Promise<Caseload | undefined> {
  if (status === 200) return v.parse(CaseloadSchema, JSON.parse(body));
  if (status === 304) return held;
  return held && status === 226
    ? applyChange(held, v.parse(CaseloadChangeSchema, JSON.parse(body)))
    : undefined;
}

function isPack(line: PackLine | v.InferOutput<typeof PackGoneSchema>): line is PackLine {
  return 'changed' in line;
}

/** A stream of events never ends: what it says at first is enough. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text();
  const reader = response.body?.getReader();
  const read = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(read?.value);
}
