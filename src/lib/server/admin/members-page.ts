/** The times of a user in teams, or of a team's members: those of now and to come, those that are over, and a form for one more. */
import type { OrganisationUser, Team } from '../access/organisation';
import { html, type Html, type Value } from '../pages/html';
import { field, question, select, table, timeText } from '../pages/office-page';
import type { Member } from './members';

/** What a form held that made no sense, so that nobody has to type it again. */
export interface Tried {
  fields: Record<string, unknown>;
  wrong: { words: string; field?: string };
}

export interface MembersView {
  /** Whose page it is. */
  of: { kind: 'user'; user: OrganisationUser } | { kind: 'team'; team: Team };
  members: readonly Member[];
  users: readonly OrganisationUser[];
  teams: readonly Team[];
  /** Of whom the times with a team are asked; none when empty. */
  patientId: string;
  tried?: Tried | undefined;
}

export function membersPage({ of, members, users, teams, patientId, tried }: MembersView): Html {
  const people = members.filter((member) => member.of.kind === 'user');
  const patients = members.filter((member) => member.of.kind === 'patient');
  const runs = people.filter(({ state }) => state !== 'over');
  const over = people.filter(({ state }) => state === 'over');
  const columns = [of.kind === 'user' ? 'Team' : 'Name', 'From', 'Until', 'Why'];
  const row = (member: Member) => memberRow(member, of.kind);
  return html`<p><a href="/admin">Back to Administration</a></p>
    ${table('Now and to come', [...columns, ''], runs.map(row), of.kind === 'user' ? 'In no team.' : 'Nobody is in it.')}
    <h2>${of.kind === 'user' ? 'Add to a team' : 'Add a member'}</h2>
    <p>With a last day it is cover, and ends by itself.</p>
    ${addForm(of, { users, teams, tried })} ${table('Over', columns, over.map(row), 'Nothing is over yet.')}
    ${of.kind === 'team' ? patientTable(patients, { team: of.team, patientId }) : undefined}`;
}

function addForm(
  of: MembersView['of'],
  { users, teams, tried }: Pick<MembersView, 'users' | 'teams' | 'tried'>,
): Html {
  const held = (name: string) => {
    const value = tried?.fields[name];
    const error = tried?.wrong.field === name ? tried.wrong.words : undefined;
    return { value: typeof value === 'string' ? value : undefined, error };
  };
  const here = users.filter(({ leftAt }) => leftAt === undefined);
  const choice =
    of.kind === 'user'
      ? html`<input type="hidden" name="user" value="${of.user.id}" />
          ${select('team', 'Team', asOptions(teams), held('team').value)}`
      : html`<input type="hidden" name="team" value="${of.team.id}" />
          ${select('user', 'Name', asOptions(here), held('user').value)}`;
  return html`<form method="post" novalidate>
    <input type="hidden" name="act" value="add-member" />${choice}
    ${question({ name: 'from', label: 'First day', hint: 'Leave empty for now', type: 'date' }, held('from'))}
    ${question({ name: 'until', label: 'Last day', hint: 'Leave empty for no end', type: 'date' }, held('until'))}
    ${question({ name: 'why', label: 'Why', hint: 'For example, cover for annual leave' }, held('why'))}
    <button>Add</button>
  </form>`;
}

function memberRow(
  { teamId, teamName, of, from, until, why, state }: Member,
  kind: 'user' | 'team',
): Value[] {
  const [who, link] =
    kind === 'user'
      ? [teamName, `/admin/members?team=${encodeURIComponent(teamId)}`]
      : [of.name, `/admin/members?user=${encodeURIComponent(of.id)}`];
  const word = state === 'now' ? 'End' : 'Take back';
  const end = html`<form method="post">
    <input type="hidden" name="act" value="remove-member" />
    <input type="hidden" name="user" value="${of.id}" />
    <input type="hidden" name="team" value="${teamId}" />
    <button aria-label="${word} ${who}">${word}</button>
  </form>`;
  return [
    html`<a href="${link}">${who}</a>`,
    ...timeCells({ from, until, why }),
    ...(state === 'over' ? [] : [end]),
  ];
}

/** An administrator is told of no patient but of one whom they name. */
function patientTable(
  patients: readonly Member[],
  { team, patientId }: { team: Team; patientId: string },
): Html {
  const now = patients.filter(({ state }) => state === 'now').length;
  const found = patients.filter(({ of }) => of.id === patientId);
  return html`<h2>Patients</h2>
    <p>With the team now: ${now}</p>
    <form method="get" action="/admin/members">
      <input type="hidden" name="team" value="${team.id}" />
      ${field('patient', 'Patient id', patientId)}<button>Show the times of this patient</button>
    </form>
    ${
      patientId === ''
        ? undefined
        : table(
            'Times of this patient',
            ['From', 'Until', 'Why'],
            found.map(timeCells),
            'This patient has not been with the team.',
          )
    }`;
}

function timeCells({ from, until, why }: Pick<Member, 'from' | 'until' | 'why'>): Value[] {
  return [
    from === undefined ? 'the beginning' : timeText(from),
    until === undefined ? 'no end' : timeText(until),
    why,
  ];
}

function asOptions(items: readonly { id: string; name: string }[]) {
  return items.map(({ id, name }) => ({ value: id, words: name }));
}
