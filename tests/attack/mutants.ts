/** The rules of access taken away one by one, each row and each condition: the attack must notice every one. */
export interface Mutant {
  name: string;
  file: string;
  /** Stands in the file once. */
  find: string;
  replace: string;
}

const access = 'src/lib/server/access';
const decide = `${access}/decide.ts`;
const view = `${access}/view.ts`;

/** Each row of the table, as it stands there. */
const ROWS: readonly [action: string, roles: string, when: string][] = [
  ['read', 'CARERS', 'onCaseload'],
  ['read-reduced', "['care-home']", 'onCaseload'],
  ['read-sensitive', 'CLINICIANS', 'onCaseload'],
  ['read-sealed', 'CLINICIANS', 'onCaseloadByOthers'],
  ['write', 'CARERS', 'onCaseloadWhenWritten'],
  ['write-sealed', 'CLINICIANS', 'onCaseloadWhenWritten'],
  ['decide', 'CLINICIANS', 'onCaseloadWhenWritten'],
  ['claim', 'CLINICIANS', 'always'],
  ['break-glass', 'CLINICIANS', 'always'],
  ['settle-entry', "['team-lead']", 'ofAuthorsTeam'],
  ['settle-entry', "['privacy-officer']", 'always'],
  ['review-access', "['privacy-officer']", 'always'],
  ['read-team-status', "['team-lead']", 'ofColleaguesTeam'],
  ['manage-users', "['administrator']", 'always'],
  ['manage-teams', "['administrator']", 'always'],
  ['manage-devices', "['administrator']", 'always'],
];
const row = (action: string, roles: string, when: string) =>
  `{ action: '${action}', roles: ${roles}, when: ${when} },`;

const removed = ROWS.map(([action, roles, when]): Mutant => ({
  name: `no row lets ${roles} ${action}`,
  file: decide,
  find: row(action, roles, when),
  replace: '',
}));

const forEverybody = ROWS.map(([action, roles, when]): Mutant => ({
  name: `the row of ${roles} lets every role ${action}`,
  file: decide,
  find: row(action, roles, when),
  replace: row(action, 'ROLES', when),
}));

const withoutCondition = ROWS.filter(([, , when]) => when !== 'always').map(
  ([action, roles, when]): Mutant => ({
    name: `the row of ${roles} lets them ${action} without its condition`,
    file: decide,
    find: row(action, roles, when),
    replace: row(
      action,
      roles,
      action.startsWith('read') && !when.endsWith('Team') ? '() => true' : 'always',
    ),
  }),
);

export const MUTANTS: readonly Mutant[] = [
  ...removed,
  ...forEverybody,
  ...withoutCondition,
  {
    name: 'sealed notes are open at one’s own word',
    file: decide,
    find: "reason.kind !== 'claim' && reason.kind !== 'break-glass' && ",
    replace: '',
  },
  {
    name: 'an entry is judged by the caseload of now, not of when it was written',
    file: decide,
    find: 'holdsAt(reason, written) && ',
    replace: 'holdsAt(reason, now.getTime()) && ',
  },
  {
    name: 'entries come in however long ago the patient left',
    file: decide,
    find: 'now.getTime() - Date.parse(until) <= LATE_DAYS * DAY_MS',
    replace: 'true',
  },
  {
    name: 'whoever once led the author’s team decides on entries',
    file: decide,
    find: 'holdsAt(own, now.getTime()) && (holdsAt(other',
    replace: '(holdsAt(other',
  },
  {
    name: 'whoever leads the team in which an entry was written has no say',
    file: decide,
    find: ' || holdsAt(other, Date.parse(writtenAt))',
    replace: '',
  },
  {
    name: 'whoever leads the author’s team of now has no say',
    file: decide,
    find: 'holdsAt(other, now.getTime()) || ',
    replace: '',
  },
  {
    name: 'whoever once led a team is told of its devices',
    file: decide,
    find: 'holdsAt(own, now.getTime()) && holdsAt({',
    replace: 'holdsAt({',
  },
  {
    name: 'a team lead is told of devices of those who have not joined yet',
    file: decide,
    find: 'holdsAt({ from: other.from }, now.getTime()) && ',
    replace: '',
  },
  {
    name: 'a team lead is told of devices of everybody who was ever in the team',
    file: decide,
    find: ' && isLately(other, now)',
    replace: '',
  },
  {
    name: 'places that ended are dropped when somebody changes teams',
    file: `${access}/membership.ts`,
    find: '.filter((place) => isChosen(place) || hasBegun(place))',
    replace: '.filter(isChosen)',
  },
  {
    name: 'places go on when somebody changes teams',
    file: `${access}/membership.ts`,
    find: '(isChosen(place) || isOver(place) ? place : { ...place, until: now })',
    replace: 'place',
  },
  {
    name: 'a place counts from before it was given',
    file: `${access}/membership.ts`,
    find: '({ ...team, from: now, why })',
    replace: '({ ...team, why })',
  },
  {
    name: 'a time in a team that was ended goes on',
    file: `${access}/places.ts`,
    find: '[{ ...place, until: at.toISOString() }]',
    replace: '[place]',
  },
  {
    name: 'a time in a team that was ended is forgotten',
    file: `${access}/places.ts`,
    find: "stateOf(place, at) === 'over') return [place];",
    replace: "stateOf(place, at) === 'over') return [];",
  },
  {
    name: 'a reason has no start',
    file: `${access}/reason.ts`,
    find: '(from === undefined || Date.parse(from) <= instant) &&',
    replace: '',
  },
  {
    name: 'a reason has no end',
    file: `${access}/reason.ts`,
    find: '(until === undefined || instant < Date.parse(until))',
    replace: 'true',
  },
  {
    name: 'a user’s time in a team does not count, only the patient’s',
    file: `${access}/reasons.ts`,
    find: 'const both = overlap(place, period);',
    replace: 'const both = period;',
  },
  {
    name: 'a visit counts on, though its team has the patient no more',
    file: `${access}/reasons.ts`,
    find: 'const both = overlap(near, period);',
    replace: 'const both = near;',
  },
  {
    name: 'a visit counts for whoever is in no team of it',
    file: `${access}/reasons.ts`,
    find: 'return visits.filter(({ practitionerId }) => practitionerId === user.id);',
    replace: 'return visits;',
  },
  {
    name: 'a reason given to one user counts for all',
    file: `${access}/organisation.ts`,
    find: '(await this.givenReasons()).filter((reason) => reason.userId === userId)',
    replace: 'this.givenReasons()',
  },
  {
    name: 'a reason to file for one patient counts for all',
    file: `${access}/reasons.ts`,
    find: 'given.filter((reason) => reason.patientId === patientId).map(givenReason)',
    replace: 'given.map(givenReason)',
  },
  {
    name: 'earlier times with a team are forgotten',
    file: `${access}/membership.ts`,
    find: 'return [{ from, until, why }, ...earlier.toReversed()];',
    replace: 'return [{ from, until, why }].slice(0, earlier.length + 1);',
  },
  {
    name: 'packs hold sealed notes',
    file: view,
    find: 'if (isSealed(resource) || (!sensitive',
    replace: 'if ((!sensitive',
  },
  {
    name: 'every view holds sensitive notes',
    file: view,
    find: '(!sensitive && isSensitive(resource))',
    replace: 'false',
  },
  {
    name: 'the reduced view is not reduced',
    file: view,
    find: 'return !reduced || REDUCED_TYPES.has(resource.resourceType) || isForEverybody(resource);',
    replace: 'return true;',
  },
  {
    name: 'a restricted patient’s contacts travel',
    file: view,
    find: '.filter(({ resourceType }) => !WHERE_THEY_ARE.has(resourceType))',
    replace: '',
  },
  {
    name: 'a restricted patient’s address travels',
    file: view,
    find: "!ADDRESS_FIELDS.has(name.replace(/^_/, '')) && ",
    replace: '',
  },
  {
    name: 'a restricted patient’s address travels in the narrative',
    file: view,
    find: ' && !isNarrative(field)',
    replace: '',
  },
  {
    name: 'a visit names a restricted patient’s address',
    file: 'src/lib/server/caseload/caseload.ts',
    find: 'patient.restricted ? { ...visit, place: ADDRESS_WITHHELD } : visit',
    replace: 'visit',
  },
  {
    name: 'a device keeps what it had of a patient who is restricted now',
    file: 'src/lib/server/caseload/packs.ts',
    find: " || shown.some(({ resourceType }) => resourceType === 'Patient')",
    replace: '',
  },
  {
    name: 'a pack is carried on from one that was cut for another view',
    file: 'src/lib/server/caseload/packs.ts',
    find: 'since === undefined || !inView(since, view) ? undefined : wholeVersion(since)',
    replace: 'since === undefined ? undefined : wholeVersion(since)',
  },
  {
    name: 'sealed notes say where a restricted patient is',
    file: 'src/lib/server/sealed/sealed-notes.ts',
    find: 'sealedIn(snapshot.resources)',
    replace:
      'snapshot.resources.filter(({ id, meta }) => id.endsWith("sealedzq") || JSON.stringify(meta ?? "").includes("urn:doorstep:sealed"))',
  },
  {
    name: 'sealed notes go to everybody who sees the patient',
    file: 'src/lib/server/sealed/sealed-notes.ts',
    find: 'seen.filter(([, { view }]) => view.sealed)',
    replace: 'seen',
  },
  {
    name: 'emergency summaries cover everybody, for everybody',
    file: 'src/lib/server/emergency/emergency.ts',
    find: "if (!(await access.may(userId, 'break-glass'))) return [];",
    replace: '',
  },
  {
    name: 'anybody finds anybody by NHS number',
    file: 'src/lib/server/emergency/emergency.ts',
    find: "if (!(await access.may(userId, 'break-glass'))) return undefined;",
    replace: '',
  },
  {
    name: 'the pages of the office are open to all who are signed in',
    file: 'src/lib/server/pages/office-door.ts',
    find: 'if (known && (await server.access.may(user.id, action))) return known;',
    replace: 'if (known ?? action) return known as OrganisationUser;',
  },
  {
    name: 'packs are given to whoever asks',
    file: 'src/routes/api/packs/+server.ts',
    find: 'viewOf: (patientId) => readable.get(patientId)?.view,',
    replace:
      'viewOf: (patientId) => readable.get(patientId)?.view ?? { reduced: false, sensitive: true, sealed: true },',
  },
  {
    name: 'filing asks nobody',
    file: 'src/lib/server/filing/journal-filer.ts',
    find: 'await access.mayFile(userId, patientId, actionToFile(body), writtenAt);',
    replace: 'true as boolean;',
  },
  {
    name: 'whoever is signed in may open any journal',
    file: 'src/lib/server/journals/journals.ts',
    find: '(device.userId === userId || device.journalBase === enrolment?.journalBase)',
    replace: '(userId ?? enrolment) !== undefined',
  },
  {
    name: 'a device opens any journal',
    file: 'src/lib/server/journals/journals.ts',
    find: 'device.journalBase === enrolment?.journalBase)',
    replace: 'enrolment !== undefined)',
  },
  {
    name: 'whoever is signed in counts, whosever vault it is that asks',
    file: 'src/hooks.server.ts',
    find: 'if (found && (enrolment === undefined || enrolment.userId === found.user.id)) {',
    replace: 'if (found) {',
  },
  {
    name: 'a device that was reported lost goes on being served',
    file: 'src/hooks.server.ts',
    find: "enrolled.kind === 'lost' && !DEVICE_PATHS",
    replace: "enrolled.kind === 'unknown' && !DEVICE_PATHS",
  },
  {
    name: 'a device is told of nobody’s report that it was lost',
    file: 'src/routes/api/device/+server.ts',
    find: "lost ? 'wipe' : 'none'",
    replace: "'none'",
  },
  {
    name: 'a change of the care plan takes no patient of one’s own',
    file: decide,
    find: "'care-plan-change': 'write',",
    replace: "'care-plan-change': 'break-glass',",
  },
  {
    name: 'whoever is signed in sees every held entry',
    file: 'src/lib/server/filing/held-entries.ts',
    find: 'if (!(await maySettle(userId, refused, access))) continue;',
    replace: '',
  },
  {
    name: 'whoever is signed in decides on a held entry',
    file: 'src/lib/server/filing/held-entries.ts',
    find: 'if (!refused || !may ||',
    replace: 'if (!refused ||',
  },
  {
    name: 'the correction of what is kept back is open to all who read',
    file: 'src/lib/server/filing/verdict.ts',
    find: 'if (!isKeptBack(target)) return about;',
    replace: 'if (about.length > 0) return about;',
  },
  {
    name: 'whoever may write corrects what is kept back from them',
    file: 'src/lib/server/filing/file-entry.ts',
    find: 'if (!reachesKeptBack && ',
    replace: 'if (!entry && ',
  },
  {
    name: 'a claim asks nobody',
    file: `${access}/claim.ts`,
    find: "if (!(await access.may(userId, 'claim'))) return { kind: 'refused', reason: 'role' };",
    replace: '',
  },
  {
    name: 'one is one’s own colleague',
    file: `${access}/access.ts`,
    find: 'otherId === userId ? undefined : await',
    replace: 'await',
  },
];
