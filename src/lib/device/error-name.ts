/** What kind of error, and nothing of what it was about: all that may go into a log. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
