/**
 * What was done, by whom and to whose record, as a FHIR R4 AuditEvent in the shape of IHE's Basic Audit Log Patterns
 * (https://profiles.ihe.net/ITI/BALP). Patients stand in it by their opaque id only, and staff by theirs.
 */
import * as v from 'valibot';
import { encodeBase64 } from './base64';
import { DOORSTEP, type Coding } from './codes';

/** What can be done that is worth a record. `words` are for whoever reviews it. */
export interface Act {
  kind: ActKind;
  patientId?: string;
  /** The user to whom it was done, where that is not a patient: by an administrator. */
  aboutUserId?: string;
  /** A code of the act's own: why glass was broken, what was refused. Never text of a patient. */
  reason?: string;
  /** Typed by the person, for review. */
  words?: string;
  /** How many were found, exported or tried. */
  count?: number;
  /** ISO instant: when it was, where it could be recorded only later. */
  happened?: string;
  /** Where the request came from, where nobody is known who made it. */
  address?: string;
}

export interface ActContext {
  /** Opaque and unique. */
  id: string;
  /** ISO instant. */
  recorded: string;
  /** Absent when nobody is signed in. */
  user?: { id: string; role: string };
  /** Where it was done: a device's id, or `server`. */
  place: string;
}

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const REST = 'http://hl7.org/fhir/restful-interaction';
const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';
const rest: Coding = { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' };
const dcm = (code: string): Coding => ({ system: DCM, code });
const restful = (code: string): Coding => ({ system: REST, code });

interface Shape {
  type: Coding;
  subtype: Coding;
  /** Read, execute, update: FHIR's audit-event-action. */
  action: 'R' | 'E' | 'U';
  /** 0 success, 8 serious failure: FHIR's audit-event-outcome. */
  outcome: '0' | '8';
  profile?: string;
}

/** Each act by DICOM's and FHIR's names for it. */
const SHAPES = {
  'chart-opened': { type: rest, subtype: restful('read'), action: 'R', outcome: '0', profile: 'PatientRead' },
  'sealed-opened': {
    type: rest,
    subtype: restful('read'),
    action: 'R',
    outcome: '0',
    profile: 'PatientRead',
  },
  search: { type: rest, subtype: restful('search'), action: 'E', outcome: '0', profile: 'Query' },
  downloaded: { type: rest, subtype: restful('read'), action: 'R', outcome: '0' },
  export: { type: dcm('110106'), subtype: restful('search'), action: 'R', outcome: '0' },
  'break-glass': { type: dcm('110113'), subtype: dcm('110127'), action: 'E', outcome: '0' },
  claim: { type: dcm('110113'), subtype: dcm('110132'), action: 'E', outcome: '0' },
  refused: { type: dcm('110113'), subtype: dcm('110132'), action: 'E', outcome: '8' },
  'signed-in': { type: dcm('110114'), subtype: dcm('110122'), action: 'E', outcome: '0' },
  'sign-in-refused': { type: dcm('110114'), subtype: dcm('110122'), action: 'E', outcome: '8' },
  'signed-out': { type: dcm('110114'), subtype: dcm('110123'), action: 'E', outcome: '0' },
  'unlock-refused': { type: dcm('110114'), subtype: dcm('110122'), action: 'E', outcome: '8' },
  unlocked: { type: dcm('110114'), subtype: dcm('110122'), action: 'E', outcome: '0' },
  'passkey-added': { type: dcm('110113'), subtype: dcm('110137'), action: 'U', outcome: '0' },
  'passkey-removed': { type: dcm('110113'), subtype: dcm('110137'), action: 'U', outcome: '0' },
  'pin-chosen': { type: dcm('110113'), subtype: dcm('110137'), action: 'U', outcome: '0' },
  'pin-ended': { type: dcm('110113'), subtype: dcm('110137'), action: 'U', outcome: '0' },
  'pin-removed': { type: dcm('110113'), subtype: dcm('110137'), action: 'U', outcome: '0' },
  'lease-ended': { type: dcm('110113'), subtype: dcm('110135'), action: 'U', outcome: '0' },
  'notice-taken': { type: dcm('110113'), subtype: dcm('110135'), action: 'U', outcome: '0' },
  administered: { type: dcm('110113'), subtype: dcm('110137'), action: 'U', outcome: '0' },
  reviewed: { type: dcm('110101'), subtype: restful('update'), action: 'U', outcome: '0' },
  settled: { type: dcm('110101'), subtype: restful('update'), action: 'U', outcome: '0' },
  'chain-broken': { type: dcm('110113'), subtype: dcm('110135'), action: 'E', outcome: '8' },
} as const satisfies Record<string, Shape>;

export type ActKind = keyof typeof SHAPES;
export const ACT_KINDS = Object.keys(SHAPES) as ActKind[];

/** The event of an act. Pure: id and time are arguments. */
export function auditEventOf(act: Act, { id, recorded, user, place }: ActContext) {
  const { type, subtype, action, outcome, profile }: Shape = SHAPES[act.kind];
  const device = { identifier: { value: place } };
  const from = act.address === undefined ? {} : { network: { address: act.address, type: NETWORK_IP } };
  return {
    resourceType: 'AuditEvent' as const,
    id,
    ...(profile === undefined ? {} : { meta: { profile: [BALP + profile] } }),
    type,
    subtype: [subtype, { system: DOORSTEP, code: act.kind }],
    action,
    recorded,
    ...(act.happened === undefined ? {} : { period: { start: act.happened, end: act.happened } }),
    outcome,
    ...(act.kind === 'break-glass' ? { purposeOfEvent: [{ coding: [BREAK_THE_GLASS] }] } : {}),
    agent: [
      { type: { coding: [dcm('110153')] }, who: device, requestor: user === undefined, ...from },
      { type: { coding: [dcm('110152')] }, who: { identifier: { value: 'server' } }, requestor: false },
      ...(user ? [personOf(user)] : []),
    ],
    source: { observer: device, type: [{ system: SOURCE_TYPE, code: place === 'server' ? '4' : '1' }] },
    entity: entitiesOf(act),
  };
}

/** FHIR's network-type: an IP address. */
const NETWORK_IP = '2';
const BREAK_THE_GLASS: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'BTG',
};
const SOURCE_TYPE = 'http://terminology.hl7.org/CodeSystem/security-source-type';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ENTITY_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
/** What was searched for may be a name: it stays on the device. */
const WITHHELD = encodeBase64('Patient?name=withheld');

function personOf({ id, role }: { id: string; role: string }) {
  return {
    type: { coding: [{ system: PARTICIPATION, code: 'IRCP' }] },
    role: [{ coding: [{ system: DOORSTEP, code: role }] }],
    who: { reference: `Practitioner/${id}` },
    requestor: true,
  };
}

function entity(type: '1' | '2', role: string, more: object) {
  return { type: { system: ENTITY_TYPE, code: type }, role: { system: ENTITY_ROLE, code: role }, ...more };
}

/** The patient, and what of them or instead of them it was about, with the details. */
function entitiesOf({ kind, patientId, aboutUserId, reason, words, count }: Act) {
  const detail = Object.entries({ reason, words, count }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ type: name, valueString: String(value) }],
  );
  const details = detail.length === 0 ? {} : { detail };
  return [
    ...(patientId === undefined ? [] : [entity('1', '1', { what: { reference: `Patient/${patientId}` } })]),
    ...(aboutUserId === undefined
      ? []
      : [entity('1', '11', { what: { reference: `Practitioner/${aboutUserId}` } })]),
    kind === 'search'
      ? entity('2', '24', { query: WITHHELD, ...details })
      : entity('2', '4', { what: { identifier: { system: DOORSTEP, value: kind } }, ...details }),
  ];
}

export type AuditEvent = ReturnType<typeof auditEventOf>;

const CodingSchema = v.looseObject({ system: v.optional(v.string()), code: v.optional(v.string()) });
const ReferenceSchema = v.looseObject({ reference: v.optional(v.string()) });
const EventSchema = v.looseObject({
  resourceType: v.literal('AuditEvent'),
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
  recorded: v.pipe(v.string(), v.isoTimestamp()),
  period: v.optional(v.looseObject({ start: v.optional(v.pipe(v.string(), v.isoTimestamp())) })),
  subtype: v.array(CodingSchema),
  agent: v.array(
    v.looseObject({
      who: v.optional(ReferenceSchema),
      role: v.optional(v.array(v.looseObject({ coding: v.array(CodingSchema) }))),
      requestor: v.boolean(),
      network: v.optional(v.looseObject({ address: v.optional(v.string()) })),
    }),
  ),
  entity: v.array(
    v.looseObject({
      what: v.optional(ReferenceSchema),
      detail: v.optional(v.array(v.looseObject({ type: v.string(), valueString: v.optional(v.string()) }))),
    }),
  ),
});

/** An event as lists show it: the act, with who and when. */
export interface ActRow extends Omit<Act, 'kind'> {
  id: string;
  /** As written; one that this version does not know is shown by its name. */
  kind: string;
  recorded: string;
  userId?: string;
  role?: string;
}

/** Reads an event that `auditEventOf` made, of this version or another; undefined when it is none. */
export function readAuditEvent(value: unknown): ActRow | undefined {
  const parsed = v.safeParse(EventSchema, value);
  if (!parsed.success) return undefined;
  const { id, recorded, period, subtype, agent, entity } = parsed.output;
  const kind = subtype.find(({ system }) => system === DOORSTEP)?.code;
  if (kind === undefined) return undefined;
  const person = agent.find(({ who }) => who?.reference?.startsWith('Practitioner/'));
  const referred = (type: string) =>
    entity
      .map(({ what }) => what?.reference)
      .find((reference) => reference?.startsWith(type))
      ?.slice(type.length);
  const details = new Map(entity.flatMap(({ detail = [] }) => detail.map((d) => [d.type, d.valueString])));
  const count = details.get('count');
  return {
    id,
    kind,
    recorded,
    ...given('happened', period?.start),
    ...given('userId', person?.who?.reference?.slice('Practitioner/'.length)),
    ...given('role', person?.role?.[0]?.coding[0]?.code),
    ...given('patientId', referred('Patient/')),
    ...given('aboutUserId', referred('Practitioner/')),
    ...given('reason', details.get('reason')),
    ...given('words', details.get('words')),
    ...(count === undefined ? {} : { count: Number(count) }),
    ...given('address', agent.find(({ network }) => network?.address !== undefined)?.network?.address),
  };
}

function given<N extends string>(name: N, value: string | undefined): { [K in N]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { [K in N]?: string };
}
