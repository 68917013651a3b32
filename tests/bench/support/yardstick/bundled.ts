/** A program as one script for a page. */
import { build, type Rolldown } from 'vite';

export async function bundled(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    define: { global: 'globalThis' },
    build: { write: false, lib: { entry, formats: ['iife'], name: 'bundled' } },
  });
  const [output] = Array.isArray(made) ? made : [made];
  return (output as Rolldown.RolldownOutput).output[0].code;
}
