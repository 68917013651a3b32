/** Why the server was not reached, as a nurse would say it. */
export const WHY_NOT = {
  offline: 'the server could not be reached',
  'signed-out': 'you are signed out of the server',
  'captive-portal': 'this Wi-Fi wants you to sign in to it first',
  'server-error': 'the server has a problem',
} as const;

export interface HealthView {
  locked: boolean;
  lastContact?: string;
  nextTryAt?: string;
  failure?: keyof typeof WHY_NOT;
  unfiled: number;
  oldestUnfiled?: string;
  lost: number;
  storage: { persistent: boolean; usedBytes?: number; quotaBytes?: number };
  versions: { app: string; server?: string; databases: Record<string, number> };
}
