/** Why the server could not be spoken to. Expected, each with its own words; see `warnings.ts`. */
export type Failure =
  | { kind: 'offline' }
  | { kind: 'signed-out' }
  /** Something answered in the server's place: a Wi-Fi sign-in page, a proxy. */
  | { kind: 'captive-portal' }
  | { kind: 'server-error'; status: number }
  /** This device was reported lost. */
  | { kind: 'lost' };
