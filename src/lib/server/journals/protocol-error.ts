/** An answer of the replication protocol that is not the one hoped for: `{ error, reason }`, as CouchDB writes it. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';

  constructor(
    readonly status: number,
    readonly error: string,
    readonly reason: string,
    readonly more: Record<string, unknown> = {},
  ) {
    super(`${status} ${error}`);
  }

  toResponse(): Response {
    const { error, reason, more, status } = this;
    return Response.json({ ...more, error, reason }, { status });
  }
}

/** PouchDB's own errors carry the same fields; anything else is a bug or a broken store. */
export function toProtocolError(error: unknown): ProtocolError | undefined {
  if (error instanceof ProtocolError) return error;
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  const name = 'name' in error && typeof error.name === 'string' ? error.name : 'error';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return new ProtocolError(status, name, message);
}
