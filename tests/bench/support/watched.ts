/**
 * Runs inside the page: presses something and waits for what it should bring, with no test driver's round trips in between.
 * Each function is handed over as it is, so it may use nothing from outside itself.
 */

/** Presses Save on the visit form so many times, `pause` ms apart; ms from each press to "Saved on this device" in the document. */
export async function timeSaves({ times, pause }: { times: number; pause: number }): Promise<number[]> {
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
    // A vault with nobody at the keys locks itself.
    note.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }));
    // What typing causes (the draft) is not what pressing Save costs.
    await new Promise((resolve) => setTimeout(resolve, pause));
    const save = await until(() => button('Save visit'));
    const pressed = performance.now();
    save.click();
    await until(saved);
    taken.push(performance.now() - pressed);
    (await until(() => button('Record more'))).click();
  }
  return taken;
}

/** What `timeRawPuts` is asked for. */
interface RawPuts {
  times: number;
  bytes: number;
  pause: number;
}

/** Puts so many bytes into IndexedDB with strict durability, a row at a time, `pause` ms apart, and shows a word after each; ms each. */
export async function timeRawPuts({ times, bytes, pause }: RawPuts): Promise<number[]> {
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
    await new Promise((resolve) => setTimeout(resolve, pause));
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

/**
 * Sets the passphrase, and waits for the caseload: ms until so many of today's patients can be opened, and until the screen
 * says that all of it is down.
 */
export async function timeDownload(visits: number): Promise<{ today: number; whole: number }> {
  const began = performance.now();
  const reached = (isSo: () => boolean) =>
    new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!isSo()) return;
        observer.disconnect();
        resolve(performance.now() - began);
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    });
  const today = reached(() => document.querySelectorAll('.visits h2 a').length === visits);
  const whole = reached(() => document.querySelector('.complete') !== null);
  [...document.querySelectorAll('button')]
    .find((button) => button.textContent.includes('get my caseload'))
    ?.click();
  return { today: await today, whole: await whole };
}

/** Types words into the search field, a letter at a time; ms from each keystroke to the list that it brings. */
export async function timeSearches(words: readonly string[]): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>('#search');
  if (!field) throw new Error('there is no search field');
  const said = () => document.querySelector('main p.bold[role=status]')?.textContent ?? '';
  const type = async (query: string): Promise<number | undefined> => {
    const before = said();
    const pressed = performance.now();
    const changed = new Promise<number | undefined>((resolve) => {
      const timer = setTimeout(() => {
        observer.disconnect();
        resolve(undefined);
      }, 2_000);
      const observer = new MutationObserver(() => {
        if (said() === before) return;
        clearTimeout(timer);
        observer.disconnect();
        resolve(performance.now() - pressed);
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    field.value = query;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const taken = await changed;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return taken;
  };
  const taken: number[] = [];
  for (const word of words) {
    for (let letters = 1; letters <= word.length; letters++) {
      const ms = await type(word.slice(0, letters));
      // A letter that leaves as many as before can't be told from one that has not come through.
      if (ms !== undefined) taken.push(ms);
    }
    await type('');
  }
  return taken;
}

/** Presses Unlock and waits for today's list on the screen; ms from the press to two frames after it stands. */
export async function timeUnlock(): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Unlock');
  if (!button) throw new Error('there is nothing to press');
  const pressed = performance.now();
  button.click();
  await new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('.visits h2 a')) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  await frame();
  await frame();
  return performance.now() - pressed;
}

/**
 * Before the page's own scripts: notes when the unlock field can first be typed into, in ms since the navigation began, and
 * says so on the console: a driver that looked for it by itself would work on the same thread meanwhile.
 */
export function watchForUnlockField(): void {
  const watch = globalThis as { unlockFieldAt?: number };
  const look = () => {
    const field = document.querySelector<HTMLInputElement>('#passphrase');
    if (!field || field.disabled || watch.unlockFieldAt !== undefined) return;
    watch.unlockFieldAt = performance.now();
    observer.disconnect();
    console.info('unlock field');
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
}

/**
 * Of the entries in this device's journal that have no answer yet: their bytes. With `photoBytes`, so many random ones are
 * attached to the last of them first, as the journal's format has room for: the app itself has no photos yet.
 */
export async function waitingBytes(photoBytes: number): Promise<number> {
  const { PouchDB } = globalThis as unknown as { PouchDB: typeof import('pouchdb-core') };
  const databases = await indexedDB.databases();
  const name = databases
    .map(({ name }) => name ?? '')
    .find((name) => /^_pouch_j[a-z0-9]+-\d{4}-\d\d$/.test(name));
  if (name === undefined) throw new Error('there is no journal');
  const journal = new PouchDB(name.replace('_pouch_', ''), { adapter: 'idb' });
  const { rows } = await journal.allDocs({ include_docs: true });
  const answered = new Set(
    rows.map(({ id }) => id.replace('receipt:', 'entry:')).filter((id, i) => id !== rows[i]?.id),
  );
  const waiting = rows.flatMap(({ id, doc }) =>
    doc && id.startsWith('entry:') && !answered.has(id) ? [doc] : [],
  );
  const last = waiting.at(-1);
  if (photoBytes > 0 && last) {
    const bytes = new Uint8Array(photoBytes);
    for (let at = 0; at < photoBytes; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    const data = new Blob([bytes]);
    await journal.put({
      ...last,
      _attachments: { photo: { content_type: 'application/octet-stream', data } },
    });
    new BroadcastChannel('doorstep-tabs').postMessage({ kind: 'journal' });
  }
  await journal.close();
  return waiting.reduce((sum, doc) => sum + JSON.stringify(doc).length, photoBytes);
}

/** Waits for a round of sync: ms from when the screen says that it is being updated until it says so no more. */
export function timeRound(): Promise<number> {
  const strip = document.querySelector('[role=status][aria-label=Connection]');
  if (!strip) throw new Error('the screen does not say how the connection is');
  return new Promise((resolve) => {
    let began: number | undefined;
    const observer = new MutationObserver(() => {
      const updating = strip.textContent.includes('updating');
      if (updating) began ??= performance.now();
      if (updating || began === undefined) return;
      observer.disconnect();
      resolve(performance.now() - began);
    });
    observer.observe(strip, { childList: true, subtree: true, characterData: true });
  });
}
