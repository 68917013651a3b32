/**
 * A disk in a file, of which a copy can be made that holds what the file system has handed to the disk, and nothing else:
 * an ext4 of its own on a loop device that goes past the cache of the system below (`--direct-io`). Of itself that file
 * system writes out nothing for half a minute and its journal for ten, so that what is there was asked for by a flush.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const SIZE = '384M';
const BLOCK = '4096';
/** `noauto_da_alloc`: a rename does not flush by itself either, which ext4 else does as a favour. */
const OPTIONS = 'commit=600,noauto_da_alloc';
const TOOLS = ['losetup', 'mkfs.ext4', 'mount', 'umount', 'truncate', 'cp'];

/** What this machine lacks for it; undefined when nothing. */
export function whyNoLoopDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, to mount a disk';
  if (!existsSync('/dev/loop-control')) return 'needs loop devices (/dev/loop*)';
  const paths = (process.env['PATH'] ?? '').split(':');
  const missing = TOOLS.find((tool) => !paths.some((path) => existsSync(join(path, tool))));
  return missing === undefined ? undefined : `needs the program ${missing}`;
}

/** Memory where there is some: it takes unbuffered writes, and a disk would only be slower. */
export function diskFolder(elsewhere: string): string {
  try {
    accessSync('/dev/shm');
    return '/dev/shm';
  } catch {
    return elsewhere;
  }
}

export class LoopDisk {
  private constructor(
    readonly image: string,
    readonly device: string,
    /** Where it is mounted. */
    readonly folder: string,
  ) {}

  /** A new, empty one. */
  static create(image: string): LoopDisk {
    run('truncate', '--size', SIZE, image);
    run('mkfs.ext4', '-q', '-F', '-b', BLOCK, image);
    return LoopDisk.mount(image);
  }

  /** Mounts a disk as the system does after a power cut: its journal is played back. */
  static mount(image: string): LoopDisk {
    const folder = `${image}.mounted`;
    mkdirSync(folder, { recursive: true });
    const device = run('losetup', '--direct-io=on', '--sector-size', BLOCK, '--find', '--show', image).trim();
    try {
      run('mount', '-o', OPTIONS, device, folder);
    } catch (cause) {
      run('losetup', '--detach', device);
      throw new Error('the disk can’t be mounted', { cause });
    }
    return new LoopDisk(image, device, folder);
  }

  /** The disk as it would be found if the power failed now. */
  copyTo(image: string): void {
    run('cp', '--sparse=always', this.image, image);
  }

  /** Everything written is on it afterwards. */
  unmount(): void {
    run('umount', this.folder);
    run('losetup', '--detach', this.device);
  }

  dispose(): void {
    this.unmount();
    rmSync(this.image, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
