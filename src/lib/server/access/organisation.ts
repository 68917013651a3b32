/** Who works here: users, teams, each team's patients, and the visits that are planned. */
import * as v from 'valibot';
import { VisitSchema } from '../../record/caseload';
import { UserSchema } from '../../record/user';
import { Cache } from '../store/cache';
import type { Database, Store } from '../store/store';
import { ValueStore } from '../store/values';
import { watchChanges, type Watch } from '../store/watch';
import * as membership from './membership';
import { GivenReasonSchema, MembershipSchema, type GivenReason, type Membership } from './membership';
import { holdsAt } from './reason';

/** A user, with the name to sign in by, and the times in each team. */
export const OrganisationUserSchema = v.looseObject({
  ...UserSchema.entries,
  username: v.string(),
  teams: v.array(membership.TeamPlaceSchema),
  /** ISO instant: no longer with the organisation, and still the author of what they wrote. */
  leftAt: v.optional(v.string()),
});
export type OrganisationUser = v.InferOutput<typeof OrganisationUserSchema>;

/** `kind` is what its patients are on a caseload for. */
export const TeamSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  kind: v.picklist(['team', 'round', 'cover']),
});
export type Team = v.InferOutput<typeof TeamSchema>;

/** A visit keeps its id and its date: one that moves to another day is another visit. */
export const TeamVisitSchema = v.looseObject({ ...VisitSchema.entries, teamId: v.string() });
export type TeamVisit = v.InferOutput<typeof TeamVisitSchema>;

const userId = (id: string) => `user:${id}`;
const teamId = (id: string) => `team:${id}`;
const membershipId = (of: { teamId: string; patientId: string }) => `member:${of.teamId}:${of.patientId}`;
const reasonId = (of: { userId: string; id: string }) => `reason:${of.userId}:${of.id}`;
const visitId = (visit: TeamVisit) => `visit:${visit.teamId}:${visit.date}:${visit.id}`;
const rangeOf = (from: string, to = from) => ({ startkey: from, endkey: `${to}\uffff` });

export class Organisation {
  readonly #values: ValueStore;
  readonly #listeners = new Set<() => void>();
  readonly #watch: Watch | undefined;
  readonly #users = new Cache<OrganisationUser[]>();
  readonly #teams = new Cache<Team[]>();
  readonly #members = new Cache<ReadonlyMap<string, Membership>>();
  readonly #ofPatient = new Cache<Membership[]>();
  readonly #reasons = new Cache<GivenReason[]>();
  readonly #visits = new Cache<TeamVisit[]>();
  readonly #turns = new Cache<number[]>();
  #revision = 0;

  private constructor(database: Database, shared: boolean) {
    this.#values = new ValueStore(database);
    const onChange = () => {
      this.#changed();
    };
    if (shared) this.#watch = watchChanges(database, { onChange, onGap: onChange });
  }

  static async open(store: Store): Promise<Organisation> {
    return new Organisation(await store.open('organisation'), store.kind === 'couchdb');
  }

  putUser(user: OrganisationUser): Promise<void> {
    return this.#put([[userId(user.id), user]]);
  }

  putTeam(team: Team): Promise<void> {
    return this.#put([[teamId(team.id), team]]);
  }

  /** From `time.from` on (an ISO instant), or as if they had always been there; until `time.until`, where that is known. */
  addPatients(
    teamId: string,
    patientIds: readonly string[],
    time: Pick<Membership, 'from' | 'until' | 'why'> = {},
  ): Promise<void> {
    return this.#putMemberships(teamId, patientIds, (held, ids) =>
      membership.joined(held, { ...ids, ...time }),
    );
  }

  /** Ends the patients' time with the team at `until`, an ISO instant. */
  removePatients(teamId: string, patientIds: readonly string[], until: string): Promise<void> {
    return this.#putMemberships(teamId, patientIds, (held, ids) => membership.left(held, { ...ids, until }));
  }

  /** A user's own reason to see a patient. The same id again takes the place of the one before, to end it early. */
  putReason(reason: GivenReason): Promise<void> {
    return this.#put([[reasonId(reason), reason]]);
  }

  /** Every reason that this user was given or gave, past and present. */
  async reasonsOf(userId: string): Promise<GivenReason[]> {
    return (await this.givenReasons()).filter((reason) => reason.userId === userId);
  }

  /** Those of all users: for whoever reviews them. */
  givenReasons(): Promise<GivenReason[]> {
    return this.#reasons.get('', () => this.#values.range(GivenReasonSchema, rangeOf('reason:')));
  }

  putVisits(visits: readonly TeamVisit[]): Promise<void> {
    return this.#put(visits.map((visit) => [visitId(visit), visit]));
  }

  async findUser(id: string): Promise<OrganisationUser | undefined> {
    return (await this.users()).find((user) => user.id === id);
  }

  users(): Promise<OrganisationUser[]> {
    return this.#users.get('', () => this.#values.range(OrganisationUserSchema, rangeOf('user:')));
  }

  teams(): Promise<Team[]> {
    return this.#teams.get('', () => this.#values.range(TeamSchema, rangeOf('team:')));
  }

  /** The teams that a user is in at an instant; none of somebody unknown. */
  async teamsOf(id: string, at = new Date()): Promise<Team[]> {
    const user = await this.findUser(id);
    const ids = new Set(membership.teamsAt(user?.teams ?? [], at).map((team) => team.id));
    return (await this.teams()).filter((team) => ids.has(team.id));
  }

  /** Patients who are with the team at an instant. */
  async patientsOf(id: string, at = new Date()): Promise<string[]> {
    const memberships = [...(await this.membershipsIn(id)).values()];
    return memberships
      .filter((membership) => holdsAt(membership, at.getTime()))
      .map(({ patientId }) => patientId);
  }

  /** Every patient's time with the team, present and past, by patient. */
  membershipsIn(id: string): Promise<ReadonlyMap<string, Membership>> {
    return this.#members.get(id, async () => {
      const range = rangeOf(membershipId({ teamId: id, patientId: '' }));
      const memberships = await this.#values.range(MembershipSchema, range);
      return new Map(memberships.map((membership) => [membership.patientId, membership]));
    });
  }

  /** One patient's present and past time with these teams. */
  membershipsOf(patientId: string, teamIds: readonly string[]): Promise<Membership[]> {
    const ids = teamIds.map((teamId) => membershipId({ teamId, patientId }));
    return this.#ofPatient.get(ids.join(' '), () => this.#values.find(MembershipSchema, ids));
  }

  /** Visits of these teams from one date to another (YYYY-MM-DD, both included), by team, date and id. */
  async visitsOf(teamIds: readonly string[], from: string, to: string): Promise<TeamVisit[]> {
    const ofTeams = teamIds.map((id) =>
      this.#visits.get(`${id} ${from} ${to}`, () =>
        this.#values.range(TeamVisitSchema, rangeOf(`visit:${id}:${from}`, `visit:${id}:${to}`)),
      ),
    );
    return (await Promise.all(ofTeams)).flat();
  }

  /** Grows with each change: what was read at one revision is what would be read again. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether after `from` and up to `to` somebody's reason to see somebody began or ended by itself; visits do at midnight. Also when the clock went back. */
  async turnsBetween(from: Date, to: Date): Promise<boolean> {
    if (to < from || from.toISOString().slice(0, 10) !== to.toISOString().slice(0, 10)) return true;
    const turns = await this.#turns.get('', () => this.#readTurns());
    const next = turns[firstAfter(turns, from.getTime())];
    return next !== undefined && next <= to.getTime();
  }

  /** Every instant at which a reason begins or ends, in order. */
  async #readTurns(): Promise<number[]> {
    const teams = await this.teams();
    const members = await Promise.all(teams.map(({ id }) => this.membershipsIn(id)));
    const periods = [
      ...(await this.users()).flatMap((user) => user.teams),
      ...members.flatMap((patients) => [...patients.values()].flatMap(membership.periodsOf)),
      ...(await this.givenReasons()),
    ];
    const instants = periods.flatMap(({ from = '', until = '' }) => [Date.parse(from), Date.parse(until)]);
    return instants.filter((instant) => !Number.isNaN(instant)).sort((a, b) => a - b);
  }

  /** Throws when the store does not answer. */
  async check(): Promise<void> {
    await this.#values.find(v.unknown(), ['check']);
  }

  /** Told after each change. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#watch?.close();
    this.#listeners.clear();
  }

  async #putMemberships(
    teamId: string,
    patientIds: readonly string[],
    change: (held: Membership | undefined, ids: Pick<Membership, 'teamId' | 'patientId'>) => Membership,
  ): Promise<void> {
    const ids = patientIds.map((patientId) => membershipId({ teamId, patientId }));
    const held = await this.#values.find(MembershipSchema, ids);
    const byPatient = new Map(held.map((membership) => [membership.patientId, membership]));
    await this.#put(
      patientIds.map((patientId) => {
        const ids = { teamId, patientId };
        return [membershipId(ids), change(byPatient.get(patientId), ids)];
      }),
    );
  }

  async #put(values: readonly (readonly [id: string, value: object])[]): Promise<void> {
    if (await this.#values.put(values)) this.#changed();
  }

  #changed(): void {
    this.#revision += 1;
    const caches = [
      this.#users,
      this.#teams,
      this.#members,
      this.#reasons,
      this.#visits,
      this.#turns,
      this.#ofPatient,
    ];
    for (const cache of caches) cache.clear();
    for (const listener of this.#listeners) listener();
  }
}

/** The place in an ordered list of the first that is greater. */
function firstAfter(ordered: readonly number[], value: number): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordered[middle] ?? Infinity) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
