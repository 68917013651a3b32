/** What every request passes, in its order: whoever is turned away has been counted. */
import { afterEach, expect, it, vi } from 'vitest';
import { UNKNOWN } from '../../src/lib/server/http/limits';
import type { Server } from '../../src/lib/server/server';
import { ask, serve } from '../attack/app';

vi.mock('@sveltejs/kit/hooks', () => import('../attack/sequence'));

const note = vi.fn<(refusal: unknown) => Promise<void>>();
const take = vi.fn<(limit: unknown, key: string) => Promise<boolean>>();
serve({
  config: { origin: 'http://localhost:4321' },
  limits: { take },
  refusals: { note },
} as unknown as Server);

afterEach(() => vi.resetAllMocks());

const askAsNobody = async () =>
  (await ask(new Request('http://localhost:4321/api/caseload'), undefined)).status;

it('a request that nobody is signed in for counts for its address, and is refused', async () => {
  take.mockResolvedValue(true);
  expect(await askAsNobody()).toBe(401);
  expect(take.mock.calls).toEqual([[UNKNOWN, '127.0.0.1']]);
  expect(note.mock.calls).toEqual([[{ reason: '401 GET /api/caseload', address: '127.0.0.1' }]]);
});

it('an address that asks too often is told so, and no longer answered', async () => {
  take.mockResolvedValue(false);
  expect(await askAsNobody()).toBe(429);
  expect(note.mock.calls).toEqual([[{ reason: '429 GET /api/caseload', address: '127.0.0.1' }]]);
});
