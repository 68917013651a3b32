/** The vault that is open in this tab, in step with the other tabs: opened or locked in one, it is so in all. */
import { mayAnybodyAnswer, sayThatIAnswer } from './answers';
import { errorName } from './error-name';
import type { OpenDevice } from './open-device';
import { Program } from './program';
import type { Hooks, Surroundings } from './surroundings';
import { ASK_TABS_MS, Tabs, type TabMessage } from './tabs';
import type { OpenVault } from './vault/open-vault';

export class OpenInTabs {
  readonly program = new Program();
  readonly #around: Surroundings;
  readonly #hooks: Omit<Hooks, 'tell'>;
  readonly #tabs: Tabs;
  #device: OpenDevice | undefined;
  #opening: Promise<OpenDevice> | undefined;
  #asked: Promise<void> | undefined;
  #answerNoMore: (() => void) | undefined;
  /** Locked by the person: what another tab may still say about keys is not listened to. */
  #ended = false;

  constructor(around: Surroundings, hooks: Omit<Hooks, 'tell'>) {
    this.#around = around;
    this.#hooks = hooks;
    this.#tabs = new Tabs((message) => {
      this.#hear(message).catch((error: unknown) => {
        console.error('What another tab said could not be followed', errorName(error));
      });
    });
  }

  get device(): OpenDevice | undefined {
    return this.#device;
  }

  /** Whether the vault is open in another tab is asked once. `meanwhile`: what else may be asked while answers come. */
  askOnce(meanwhile: () => void): Promise<void> {
    return (this.#asked ??= this.#ask(meanwhile));
  }

  tell(message: TabMessage): void {
    this.#tabs.tell(message);
  }

  /** The vault opens here; whoever opened it tells the other tabs. */
  async open(vault: OpenVault): Promise<OpenDevice> {
    this.#opening ??= this.#load(vault).finally(() => {
      this.#opening = undefined;
    });
    const device = await this.#opening;
    if (this.#device === device) return device;
    this.#device = device;
    this.#answerNoMore = sayThatIAnswer(this.#around.locks);
    this.#around.events.emit({ kind: 'unlocked' });
    device.check().catch((error: unknown) => {
      console.error('What is stored could not be looked through', errorName(error));
    });
    device.sync.start().catch((error: unknown) => {
      console.error('Syncing by itself has ended', errorName(error));
    });
    return device;
  }

  /** Here and in all tabs. */
  async lock(): Promise<void> {
    this.tell({ kind: 'locked' });
    await this.#close();
  }

  /** Closes what is open, and tells nobody. */
  async end(): Promise<void> {
    await this.#close();
    this.#tabs.close();
  }

  #load(vault: OpenVault): Promise<OpenDevice> {
    return this.program.open(vault, this.#around, {
      tell: (message) => {
        this.#tabs.tell(message);
      },
      ...this.#hooks,
    });
  }

  async #close(): Promise<void> {
    const device = this.#device;
    this.#device = undefined;
    this.#answerNoMore?.();
    this.#ended = true;
    this.#around.server.actAs(undefined);
    await device?.close();
  }

  /** Resolves when another tab has handed its keys over, or when none has answered in time. */
  async #ask(meanwhile: () => void): Promise<void> {
    this.#tabs.tell({ kind: 'vault-please' });
    meanwhile();
    if (await mayAnybodyAnswer(this.#around.locks)) {
      await new Promise((resolve) => setTimeout(resolve, ASK_TABS_MS));
    }
    await this.#opening?.catch(() => undefined);
  }

  async #hear(message: TabMessage): Promise<void> {
    if (message.kind === 'vault-please') {
      if (this.#device) this.#tabs.tell({ kind: 'vault', vault: this.#device.vault });
    } else if (message.kind === 'vault') {
      if (!this.#device && !this.#ended) await this.open(message.vault);
    } else if (message.kind === 'wiped') {
      this.#around.events.emit({ kind: 'wiped' });
    } else if (message.kind === 'locked') {
      if (!this.#device) return;
      this.#around.events.emit({ kind: 'locked' });
      await this.#close();
    } else {
      await this.#device?.hear(message);
    }
  }
}
