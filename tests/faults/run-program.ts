/** One of the programs of this folder, run as a person runs it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  code: number;
  lines: string[];
  errors: string[];
}

export function runProgram(program: string, ...args: string[]): Promise<Ended> {
  const file = join(import.meta.dirname, program);
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', file, ...args], (error, stdout, stderr) => {
      // A program that was killed has no code of its own.
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, lines: linesOf(stdout), errors: linesOf(stderr) });
    });
  });
}

function linesOf(text: string): string[] {
  return text.trim() === '' ? [] : text.trimEnd().split('\n');
}
