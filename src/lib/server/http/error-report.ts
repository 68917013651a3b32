/**
 * An error as the log may have it: class and places in the code, causes too. Messages are left out, since a parser's or a
 * database's may quote what it was given.
 */
export function reportOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const stack = error.stack ?? '';
  const places = stack
    .slice(stack.indexOf(error.message) + error.message.length)
    .split('\n')
    .slice(1);
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const lines = [error.name + code, ...places];
  if (error.cause !== undefined) lines.push(`caused by ${reportOf(error.cause)}`);
  return lines.join('\n');
}
