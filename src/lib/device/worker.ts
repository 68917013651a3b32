/**
 * The data worker. Started by the page, ended by it when the vault is locked. Its program comes as a part: of those a browser
 * keeps the compiled code, where it compiles a worker's first script anew with each start.
 */
const early: MessageEvent[] = [];
const keep = (event: MessageEvent) => early.push(event);
addEventListener('message', keep);

/** Who asks does not wait until there is somebody to answer. */
async function begin(): Promise<void> {
  await import('./data-worker');
  removeEventListener('message', keep);
  for (const { data, ports } of early) {
    dispatchEvent(new MessageEvent('message', { data: data as unknown, ports: [...ports] }));
  }
}

// The page hears of an error, and not of a promise.
begin().catch(reportError);
