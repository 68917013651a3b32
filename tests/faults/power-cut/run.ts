/** Power cuts at the instant of an acknowledged save: what the disk then holds is opened as after the cut, and looked through. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../../src/lib/server/demo/random';
import { Stage } from '../real/stage';
import { Tablet } from '../real/tablet';
import { judge } from '../real/tally';
import { serveChanged } from '../real/worker-scripts';
import { diskFolder, LoopDisk } from './loop-disk';
import { relax } from './relax';

/** After so many the browser starts again: the system writes out by itself what has waited for half a minute. */
const CUTS_A_SESSION = 5;

export type Durability = 'strict' | 'relaxed';

export interface CutCounts {
  cuts: number;
  /** Notes said to be saved before some cut. */
  acknowledged: number;
  /** Of those: not on the disk after a cut. */
  lost: number;
  /** Cuts after which the vault did not open. */
  unopenable: number;
}

interface Cut {
  image: string;
  /** What had been acknowledged by then. */
  acknowledged: string[];
}

/** So many cuts. `relaxed` says that the app's strict durability is taken out. */
export async function cutPower(
  durability: Durability,
  { count, seed, template }: { count: number; seed: string; template?: string },
): Promise<CutCounts> {
  const stage = await Stage.open(template);
  const folder = mkdtempSync(join(diskFolder(tmpdir()), 'doorstep-power-'));
  try {
    return await new PowerCuts(stage, folder, new Random(`${seed}/${durability}`), durability).run(count);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await stage.close();
  }
}

class PowerCuts {
  readonly #lost = new Set<string>();
  #unopenable = 0;
  #notes = 0;
  /** The address of the worker that saves, when that is not the built one. */
  #worker: string | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly folder: string,
    private readonly random: Random,
    private readonly durability: Durability,
  ) {}

  async run(count: number): Promise<CutCounts> {
    if (this.durability === 'relaxed') this.#worker = serveChanged(this.stage, 'relaxed', relax);
    const disk = LoopDisk.create(join(this.folder, 'disk'));
    const tablet = await this.#setUp(disk);
    for (let left = count; left > 0; left -= CUTS_A_SESSION) {
      for (const cut of await this.#session(tablet, Math.min(left, CUTS_A_SESSION)))
        await this.#look(tablet, cut);
    }
    const { size: acknowledged } = tablet.acknowledged;
    return { cuts: count, acknowledged, lost: this.#lost.size, unopenable: this.#unopenable };
  }

  /** A tablet on this disk, closed, and all of it written out. */
  async #setUp(disk: LoopDisk): Promise<Tablet> {
    try {
      const tablet = await Tablet.setUp(join(disk.folder, 'profile'), this.stage.server.origin);
      await tablet.close();
      return tablet;
    } finally {
      disk.unmount();
    }
  }

  /** Saves on the tablet, and copies its disk at the instants of so many of the acknowledgements. */
  async #session(tablet: Tablet, count: number): Promise<Cut[]> {
    const disk = LoopDisk.mount(join(this.folder, 'disk'));
    try {
      this.stage.fault = undefined;
      await tablet.start(this.#worker);
      if ((await tablet.unlock()).kind !== 'open') throw new Error('the vault does not open before any cut');
      const [patientId = ''] = await tablet.patientIds();
      this.stage.fault = () => ({ kind: 'drop' });
      const cuts: Cut[] = [];
      while (cuts.length < count) {
        const notes = Array.from({ length: this.random.int(1, 3) }, () => `Note ${++this.#notes}.`);
        const image = join(this.folder, `cut-${this.#notes}`);
        const last = notes.at(-1);
        tablet.onSaved = (text) => {
          if (text !== last) return;
          tablet.freeze();
          disk.copyTo(image);
          tablet.thaw();
          cuts.push({ image, acknowledged: [...tablet.acknowledged.values()] });
        };
        await tablet.worker.saveNotes(patientId, notes);
      }
      return cuts;
    } finally {
      await tablet.kill();
      disk.unmount();
    }
  }

  /** After the cut: the disk is mounted, the browser started on it, the vault opened, the outbox read. */
  async #look(tablet: Tablet, { image, acknowledged }: Cut): Promise<void> {
    const disk = LoopDisk.mount(image);
    const after = tablet.at(join(disk.folder, 'profile'));
    try {
      this.stage.fault = undefined;
      await after.start();
      this.stage.fault = () => ({ kind: 'drop' });
      const opened = await after.unlock().then(({ kind }) => kind, String);
      const found = opened === 'open' ? await after.worker.call('outbox') : [];
      if (opened !== 'open') this.#unopenable += 1;
      const { lost } = judge(
        acknowledged,
        found.map(({ summary }) => summary),
      );
      for (const text of lost) this.#lost.add(text);
    } finally {
      await after.kill();
      disk.dispose();
    }
  }
}
