export const KILL_KINDS = ['mid-save', 'mid-migration', 'mid-sync', 'mid-filing'] as const;
export type KillKind = (typeof KILL_KINDS)[number];
