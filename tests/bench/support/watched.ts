/**
 * Runs inside the page: presses something and waits for what it should bring, with no test driver's round trips in between.
 * Each function is handed over as it is, so it may use nothing from outside itself.
 */

/** Presses Save on the visit form so many times; ms from each press to "Saved on this device" in the document. */
export async function timeSaves(times: number): Promise<number[]> {
  const until = <T>(find: () => T | null | undefined | false) =>
    new Promise<T>((resolve) => {
      const look = () => {
        const found = find();
        if (!found) return;
        observer.disconnect();
        resolve(found);
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      look();
    });
  const button = (name: string) =>
    [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === name);
  const saved = () =>
    [...document.querySelectorAll('[role=status]')].some((status) =>
      status.textContent.includes('Saved on this device'),
    );
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const note = await until(() => document.querySelector<HTMLTextAreaElement>('#note'));
    note.value = `Benchmark visit ${i}. ${'Dressing renewed, skin intact. '.repeat(20)}`;
    note.dispatchEvent(new Event('input', { bubbles: true }));
    // What typing causes (the draft) is not what pressing Save costs.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const save = await until(() => button('Save visit'));
    const pressed = performance.now();
    save.click();
    await until(saved);
    taken.push(performance.now() - pressed);
    (await until(() => button('Record more'))).click();
  }
  return taken;
}

/** Puts so many bytes into IndexedDB with strict durability, a row at a time, and shows a word after each; ms each. */
export async function timeRawPuts({ times, bytes }: { times: number; bytes: number }): Promise<number[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('bench-floor', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('rows');
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(new Error('the floor’s database does not open'));
    };
  });
  const word = document.createElement('p');
  document.body.append(word);
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const value = crypto.getRandomValues(new Uint8Array(bytes));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await new Promise((resolve) => {
      const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' });
      transaction.objectStore('rows').put(value, `${began}`);
      transaction.oncomplete = resolve;
    });
    word.textContent = `saved ${i}`;
    taken.push(performance.now() - began);
  }
  word.remove();
  database.close();
  return taken;
}

/** Follows a link and waits until what it leads to is painted: `selector` is there, and two frames have passed. Ms. */
export async function timeOpening({ link, selector }: { link: string; selector: string }): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const anchor = document.querySelector<HTMLAnchorElement>(link);
  if (!anchor) throw new Error('there is nothing to press');
  const pressed = performance.now();
  anchor.click();
  await new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector(selector)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  // The first frame paints it; the second begins when it is on the screen.
  await frame();
  await frame();
  return performance.now() - pressed;
}
