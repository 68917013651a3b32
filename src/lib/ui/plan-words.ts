/** How an activity of a care plan stands, in a nurse's words. A code without words of its own is shown as it is. */
const STATUS: Readonly<Record<string, string>> = {
  'not-started': 'not started',
  scheduled: 'scheduled',
  'in-progress': 'in progress',
  'on-hold': 'not done',
  completed: 'done',
  cancelled: 'cancelled',
  stopped: 'stopped',
};

export function activityStatusWords(code: string): string {
  return STATUS[code] ?? code;
}
