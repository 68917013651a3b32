import { describe, expect, it } from 'vitest';
import { ACT_KINDS, auditEventOf, readAuditEvent, type Act } from './audit-event';

const CONTEXT = {
  id: '00000000-0000-4000-8000-000000000001',
  recorded: '2026-11-22T08:00:00.000Z',
  user: { id: 'amara', role: 'community-nurse' },
  place: 'd00000000000000000000000000000001',
};
const read = (act: Act) => readAuditEvent(JSON.parse(JSON.stringify(auditEventOf(act, CONTEXT))));

describe('an audit event', () => {
  it('has the parts that IHE’s pattern of a patient read asks for', () => {
    expect(auditEventOf({ kind: 'chart-opened', patientId: 'p1' }, CONTEXT)).toMatchObject({
      resourceType: 'AuditEvent',
      meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead'] },
      type: { code: 'rest' },
      subtype: [{ system: 'http://hl7.org/fhir/restful-interaction', code: 'read' }, {}],
      action: 'R',
      outcome: '0',
      agent: [
        { type: { coding: [{ code: '110153' }] }, requestor: false },
        { type: { coding: [{ code: '110152' }] }, requestor: false },
        { type: { coding: [{ code: 'IRCP' }] }, who: { reference: 'Practitioner/amara' }, requestor: true },
      ],
      source: { observer: { identifier: { value: CONTEXT.place } }, type: [{ code: '1' }] },
      entity: [
        { type: { code: '1' }, role: { code: '1' }, what: { reference: 'Patient/p1' } },
        { type: { code: '2' }, role: { code: '4' } },
      ],
    });
  });

  it('of broken glass says so in the words of HL7, and keeps the reason', () => {
    const act: Act = {
      kind: 'break-glass',
      patientId: 'p1',
      reason: 'emergency',
      words: 'Found on the floor',
    };
    expect(auditEventOf(act, CONTEXT)).toMatchObject({ purposeOfEvent: [{ coding: [{ code: 'BTG' }] }] });
    expect(read(act)).toMatchObject(act);
  });

  it.each(ACT_KINDS)('%s is read back as it was done', (kind) => {
    const act: Act = {
      kind,
      patientId: 'p1',
      aboutUserId: 'ben',
      reason: 'why',
      words: 'So it was',
      count: 3,
      happened: '2026-11-21T23:00:00.000Z',
    };
    expect(read(act)).toEqual({
      ...act,
      id: CONTEXT.id,
      recorded: CONTEXT.recorded,
      userId: 'amara',
      role: 'community-nurse',
    });
  });

  it('without anybody signed in has nobody in it, and the place is who asked', () => {
    const { user: _, ...nobody } = CONTEXT;
    const event = auditEventOf({ kind: 'refused', reason: 'no-session' }, nobody);
    expect(event.agent.map(({ requestor }) => requestor)).toEqual([true, false]);
    expect(readAuditEvent(event)).not.toHaveProperty('userId');
  });

  it.each([
    undefined,
    {},
    { resourceType: 'AuditEvent' },
    { ...auditEventOf({ kind: 'search' }, CONTEXT), subtype: [] },
  ])('is not seen in %j', (value) => {
    expect(readAuditEvent(value)).toBeUndefined();
  });
});
