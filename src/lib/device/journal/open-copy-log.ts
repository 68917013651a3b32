/** The file of this worker's log of copies, in the origin's private file system. */
import { FileCopyLog, FLUSHED_AFTER_MS, recordsOf, type CopyLog, type LogFile } from './copy-log';

type OpenFile = LogFile & { close: () => void };
type FileHandle = FileSystemFileHandle & { createSyncAccessHandle: () => Promise<OpenFile> };

const FOLDER = 'doorstep-copies';

/**
 * Opens a log, with what earlier workers left in theirs: each has a file of its own, which the browser lets go of when the worker
 * ends. Undefined where a browser can't do it, or has no room for it.
 */
export async function openCopyLog(storage: StorageManager): Promise<CopyLog | undefined> {
  let log: FileCopyLog | undefined;
  let usableAt = 0;
  const mayNote = () => performance.now() >= usableAt;
  const logIn = (file: OpenFile) => (log = new FileCopyLog(file, mayNote));
  try {
    const folder = await (await storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
    for await (const [name, handle] of folder.entries()) {
      const file = await openAlone(handle as FileHandle);
      if (!file) continue;
      if (!log) logIn(file);
      else if (recordsOf(file).records.every((record) => log?.adopt(record))) {
        file.close();
        await folder.removeEntry(name);
      } else file.close();
    }
    if (log) return log;
    // Until then it may be that nobody finds it any more after a power cut: what it is called is not flushed.
    usableAt = performance.now() + FLUSHED_AFTER_MS;
    return logIn(await create(folder));
  } catch {
    return log;
  }
}

/** Undefined while another worker has it open. */
function openAlone(handle: FileHandle): Promise<OpenFile | undefined> {
  return handle.createSyncAccessHandle().catch(() => undefined);
}

async function create(folder: FileSystemDirectoryHandle): Promise<OpenFile> {
  const handle = await folder.getFileHandle(crypto.randomUUID(), { create: true });
  return (handle as FileHandle).createSyncAccessHandle();
}
