/** Whether an error means that the disk, or this site's share of it, is full. Dexie and PouchDB each wrap it their own way. */
export function isQuotaExceeded(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, reason, inner, cause } = error as Record<string, unknown>;
  // PouchDB gives the name of the failure as the reason, or as the failure itself.
  return (
    name === 'QuotaExceededError' ||
    reason === 'QuotaExceededError' ||
    [reason, inner, cause].some((within) => isQuotaExceeded(within))
  );
}
