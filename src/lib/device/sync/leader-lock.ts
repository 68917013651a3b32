/** The lock that a tab holds as long as it is the one of all open tabs that syncs by itself. */
const PREFIX = 'doorstep-leader-';

export const leaderLock = (userHash: string): string => PREFIX + userHash;

export const isLeaderLock = (name: string): boolean => name.startsWith(PREFIX);
