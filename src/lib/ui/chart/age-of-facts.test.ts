import { describe, expect, it } from 'vitest';
import { factAge } from './age-of-facts';

const known = '2026-11-22T07:52:00Z';
const after = (hours: number) => new Date(Date.parse(known) + hours * 3_600_000);

describe('factAge', () => {
  it('says when and how long ago', () => {
    expect(factAge(known, after(3))).toEqual({ words: '22 Nov 2026, 07:52 (3 hours ago)', stale: false });
  });

  it('is stale only after 24 hours', () => {
    expect(factAge(known, after(24)).stale).toBe(false);
    expect(factAge(known, new Date(after(24).getTime() + 1)).stale).toBe(true);
  });

  it('treats an unreadable time as stale', () => {
    expect(factAge('', after(0)).stale).toBe(true);
  });
});
