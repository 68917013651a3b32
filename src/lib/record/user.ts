/** Who is signed in, as the server tells it and the vault remembers it. */
import * as v from 'valibot';

/** What each may do stands in one table on the server. */
export const ROLES = [
  'community-nurse',
  'healthcare-assistant',
  'gp',
  'midwife',
  'care-home',
  'team-lead',
  'privacy-officer',
  'administrator',
] as const;

export const UserSchema = v.looseObject({
  id: v.pipe(v.string(), v.minLength(1)),
  name: v.string(),
  role: v.string(),
  /** What the role may do at all, by the server's table: what the screen offers follows from it, and nothing else. */
  may: v.optional(v.array(v.string())),
  teams: v.array(v.looseObject({ id: v.string(), name: v.string() })),
});
export type User = v.InferOutput<typeof UserSchema>;

/** `GET /api/session` */
export const SessionSchema = v.looseObject({ user: UserSchema, demo: v.boolean(), until: v.string() });
export type Session = v.InferOutput<typeof SessionSchema>;
