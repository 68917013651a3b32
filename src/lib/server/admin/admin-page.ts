/** What an administrator sees: users, teams, whose patients are whose, devices, and how long leases run. */
import { roleInWords } from '../../record/role-words';
import { ROLES } from '../../record/user';
import { teamsAt } from '../access/membership';
import type { OrganisationUser, Team } from '../access/organisation';
import type { Device, LostDevice } from '../journals/devices';
import { html, type Html, type Value } from '../pages/html';
import { contents, field, select, table, timeText } from '../pages/office-page';
import { form, sureForm } from './admin-form';
import { leaseSection, type LeaseView } from './lease-section';

export interface AdminView extends LeaseView {
  users: readonly OrganisationUser[];
  /** Each with how many patients are with it now. */
  teams: readonly (Team & { patients: number })[];
  devices: readonly Device[];
  lost: readonly LostDevice[];
}

const TEAM_KINDS = ['team', 'round', 'cover'];
const ROLE_OPTIONS = ROLES.map((role) => ({ value: role, words: roleInWords(role) }));
const asOptions = (values: readonly string[]) => values.map((value) => ({ value, words: value }));

export function adminPage(view: AdminView): Html {
  const { users, teams, devices, lost } = view;
  const nameOf = (id: string) => users.find((user) => user.id === id)?.name ?? id;
  const ofTeams = teams.map(({ id, name }) => ({ value: id, words: name }));
  const hint = html`<p>Teams are named by their ids, with commas between them.</p>`;
  return html`${contents(['Users', 'Teams', 'Devices', 'Leases', 'Outage mode'])}
    ${table(
      'Users',
      ['Name', 'User name', 'Role and teams', ''],
      users.map((user) => userRow(user, view.now)),
      'Nobody yet.',
    )}
    <h3>Add a user</h3>
    ${hint}
    ${form('add-user', [
      field('username', 'User name'),
      field('name', 'Name'),
      select('role', 'Role', ROLE_OPTIONS),
      field('teams', 'Teams'),
    ])}
    ${table(
      'Teams',
      ['Name', 'Kind', 'Id', 'Patients'],
      teams.map(({ id, name, kind, patients }) => [
        html`<a href="/admin/members?team=${encodeURIComponent(id)}">Members of ${name}</a>`,
        kind,
        id,
        patients,
      ]),
      'None yet.',
    )}
    <h3>Add a team</h3>
    ${form('add-team', [field('name', 'Name of the team'), select('kind', 'Kind', asOptions(TEAM_KINDS))])}
    <h3>Patients of a team</h3>
    ${form(
      'add-patient',
      [
        select('team', 'Team', ofTeams),
        field('patient', 'Patient id'),
        field('until', 'Last day, if there is one', '', 'date'),
        field('why', 'Reason, such as a discharge'),
      ],
      'Add',
    )}
    ${form('remove-patient', [select('team', 'Team', ofTeams), field('patient', 'Patient id')], 'Remove')}
    ${table(
      'Devices',
      ['User', 'Device', 'Last contact', 'Lease until', 'Not filed', 'Version', 'Lost'],
      // By name: somebody is looking for the tablet of a person who has just rung.
      devices
        .map((device) => ({ device, name: nameOf(device.userId) }))
        .sort((a, b) => a.name.localeCompare(b.name))
        .map(({ device, name }) => deviceRow(device, name, lost)),
      'No device has made itself known yet.',
    )}
    ${leaseSection(view)}`;
}

function userRow({ id, name, username, role, teams }: OrganisationUser, now: Date): Value[] {
  const user = html`<input type="hidden" name="user" value="${id}" />`;
  const roleChange = form(
    'change-user',
    [user, select('role', `Role of ${name}`, ROLE_OPTIONS, role)],
    `Change ${name}`,
  );
  return [
    name,
    username,
    html`${roleChange}
      <p>
        ${teamsAt(teams, now)
          .map((team) => team.name)
          .join(', ')}<br />
        <a href="/admin/members?user=${encodeURIComponent(id)}">Teams of ${name}, from when and until when</a>
      </p>`,
    html`${form('sign-out-user', [user], `Sign ${name} out`)}${removeForm(name, user)}`,
  ];
}

function removeForm(name: string, user: Html): Html {
  return sureForm('remove-user', [user], {
    words: `Remove ${name}`,
    then: 'They are signed out, and patients leave their devices at the next contact. What they wrote stays, and is still filed.',
    sure: `${name} has left: remove`,
  });
}

function deviceRow(
  { deviceId, journalBase, lastContact, leaseUntil, unfiled, appVersion }: Device,
  user: string,
  allLost: readonly LostDevice[],
): Value[] {
  const lost = allLost.find((known) => known.deviceId === deviceId);
  const wipedAt = lost?.wiped[journalBase];
  const device = html`<input type="hidden" name="device" value="${deviceId}" />`;
  return [
    user,
    html`<span class="id">${deviceId}</span>`,
    timeText(lastContact),
    timeText(leaseUntil),
    unfiled ?? 'not known',
    appVersion,
    lost
      ? html`Reported ${timeText(lost.lostAt)};
        ${wipedAt ? html`wiped ${timeText(wipedAt)}` : 'not wiped yet'}`
      : sureForm('mark-lost', [device], {
          words: `Mark the device of ${user} lost`,
          then: 'At its next contact it is wiped, after what was written on it has been taken up. This can’t be taken back.',
          sure: `Lost: wipe the device of ${user}`,
        }),
  ];
}
