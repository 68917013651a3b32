/** The server's own reading of the settings, for the scripts that start it: wrong ones stop them before any work. */
import { tsImport } from 'tsx/esm/api';
import { stop } from './environment.mjs';

/** The checked configuration; its data folder is there. Packages must be installed. */
export async function readConfig() {
  const { readConfig } = await tsImport('../../src/lib/server/config.ts', import.meta.url);
  const { ensureDataFolder } = await tsImport('../../src/lib/server/data-folder.ts', import.meta.url);
  try {
    const config = readConfig(process.env);
    await ensureDataFolder(config.dataDir);
    return config;
  } catch (error) {
    return stopAtConfigError(error);
  }
}

/** One line for a wrong setting; anything else is a fault, and is shown whole. */
export function stopAtConfigError(error) {
  if (error?.name !== 'ConfigError') throw error;
  return stop(error.message);
}
