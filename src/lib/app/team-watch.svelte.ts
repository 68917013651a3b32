/** Whether a device of the team lead's teams holds something unfiled for too long, as the server last said. */
import { findTeamStatus, type TeamAnswer } from './team-status';

const EVERY_MS = 10 * 60_000;

export class TeamWatch {
  /** How many devices do. */
  alarmed = $state(0);
  readonly #find: () => Promise<TeamAnswer>;

  constructor(find: () => Promise<TeamAnswer> = () => findTeamStatus()) {
    this.#find = find;
  }

  /** Asks now and again and again. Returns how to end that. */
  start(): () => void {
    let ended = false;
    const look = async () => {
      const answer = await this.#find();
      // Without an answer, what was last known stands.
      if (!ended && answer.kind === 'team') {
        this.alarmed = answer.status.devices.filter(({ alarm }) => alarm).length;
      }
    };
    void look();
    const asking = setInterval(() => void look(), EVERY_MS);
    return () => {
      ended = true;
      clearInterval(asking);
    };
  }

  /** Somebody else is at this device. */
  forget(): void {
    this.alarmed = 0;
  }
}
