import { describe, expect, it } from 'vitest';
import { findNotForRole } from './role-pages';

const params = { id: 'p1', noteId: 'n1', disputeId: 'd1' };
const VISIT = '/(patient)/patients/[id]/visit';

describe('findNotForRole', () => {
  it('keeps a page from whoever may not do what it is for, and from nobody else', () => {
    expect(findNotForRole({ id: VISIT, params }, { may: ['read-reduced'] })).toBeDefined();
    expect(findNotForRole({ id: VISIT, params }, { may: ['read', 'write'] })).toBeUndefined();
  });

  it('leads back to the chart of the same patient, or to where the page is offered', () => {
    const hrefOf = (id: string) => findNotForRole({ id, params }, { may: ['read-reduced'] })?.href;
    expect(hrefOf(VISIT)).toBe('/patients/p1');
    expect(hrefOf('/(patient)/decide/[id]/[disputeId]')).toBe('/patients/p1');
    expect(hrefOf('/held')).toBe('/outbox');
  });

  it('keeps no other page from anybody, and none while it is not known what the role may do', () => {
    expect(findNotForRole({ id: '/(patient)/patients/[id]', params }, { may: [] })).toBeUndefined();
    expect(findNotForRole({ id: null, params }, { may: [] })).toBeUndefined();
    expect(findNotForRole({ id: VISIT, params }, {})).toBeUndefined();
  });
});
