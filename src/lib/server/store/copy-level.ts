/** Copies a LevelDB database as it is at one instant, also while it is written to. */
import { promisify } from 'node:util';
import leveldown, { type LevelDown, type LevelOperation } from 'leveldown';

const AT_ONCE = 1_000;

/** Writes every row of `from` into a new database at `path`; on the disk when it resolves. Answers how many. */
export async function copyLevel(from: LevelDown, path: string): Promise<number> {
  // An iterator sees the database as it is when it is made.
  const rows = from.iterator({});
  const to = leveldown(path);
  await promisify(to.open.bind(to))({ createIfMissing: true, errorIfExists: true });
  const write = promisify(to.batch.bind(to));
  let count = 0;
  let batch: LevelOperation[] = [];
  for await (const [key, value] of rows) {
    batch.push({ type: 'put', key, value });
    count += 1;
    if (batch.length < AT_ONCE) continue;
    await write(batch, {});
    batch = [];
  }
  // What was written before is on the disk once this is.
  await write(batch, { sync: true });
  await promisify(to.close.bind(to))();
  return count;
}

/** How many rows the database at `path` holds. Throws when it can't be read to its end. */
export async function countLevel(path: string): Promise<number> {
  const level = leveldown(path);
  await promisify(level.open.bind(level))({ createIfMissing: false });
  try {
    let count = 0;
    for await (const _ of level.iterator({})) count += 1;
    return count;
  } finally {
    await promisify(level.close.bind(level))();
  }
}
