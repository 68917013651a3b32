/** Who has something for a new tab (an open vault, the lock of a PIN) holds a Web Lock of this name and something of its own. */
const ANSWERS = 'doorstep-answers-';

/** Whether there is anybody to wait for, as far as the browser knows: without its word, there may be. */
export async function mayAnybodyAnswer(locks: LockManager): Promise<boolean> {
  const { held } = await locks.query().catch(() => ({ held: undefined }));
  return held?.some(({ name }) => name?.startsWith(ANSWERS)) ?? true;
}

/** Until the way back is taken, or the worker ends. */
export function sayThatIAnswer(locks: LockManager): () => void {
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  void locks.request(ANSWERS + crypto.randomUUID(), () => left);
  return leave;
}
