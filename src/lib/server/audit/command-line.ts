/** As whom the command line stands in the audit: whoever may run commands on the server is its administrator. */
export const COMMAND_LINE = { id: 'command-line', role: 'administrator' };
