/**
 * Runs inside the yardstick's page. Each function is handed over as it is, so it may use nothing from outside itself.
 * Both answer seconds.
 */

/**
 * The least that any program must do: one streamed answer read and parsed, encrypted in blocks of 100 as it came, and put
 * with strict durability, 20 blocks in a transaction. Encrypted, as ours is; not compressed, not checked, no cards.
 */
export async function timeFloor(address: string): Promise<number> {
  const [perBlock, perWrite] = [100, 20];
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('floor', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('blocks');
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(new Error('the floor’s database does not open'));
    };
  });
  const began = performance.now();
  const utf8 = new TextEncoder();
  const writes: Promise<void>[] = [];
  let lines: string[] = [];
  let blocks: Promise<ArrayBuffer>[] = [];
  let number = 0;
  const write = async (sealing: Promise<ArrayBuffer>[]) => {
    const sealed = await Promise.all(sealing);
    const transaction = database.transaction('blocks', 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore('blocks');
    for (const block of sealed) store.put(block, number++);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = reject;
    });
  };
  const seal = () => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    blocks.push(crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8.encode(lines.join('\n'))));
    lines = [];
    if (blocks.length < perWrite) return;
    writes.push(write(blocks));
    blocks = [];
  };

  const { body } = await fetch(address);
  if (!body) throw new Error('nothing came');
  const source = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await source.read();
    if (done) break;
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      JSON.parse(line);
      lines.push(line);
      if (lines.length === perBlock) seal();
    }
  }
  if (lines.length > 0) seal();
  writes.push(write(blocks));
  await Promise.all(writes);
  return (performance.now() - began) / 1000;
}

/** Stock PouchDB, defaults throughout. Nothing is encrypted, and the browser's default durability is not strict. */
export async function timeReplication(path: string): Promise<number> {
  const { PouchDB } = globalThis as unknown as { PouchDB: typeof import('pouchdb-core') };
  const database = new PouchDB('stock');
  const began = performance.now();
  await database.replicate.from(location.origin + path);
  return (performance.now() - began) / 1000;
}
