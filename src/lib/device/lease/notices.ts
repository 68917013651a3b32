/** The newest outage notice that this device has, readable while it is locked: it tells nothing, and counts only signed. */
import type { Notice } from '../../record/lease/signed';
import { readNotice } from '../../record/lease/signed';
import type { PublicKey } from '../../record/registration';
import type { Enrolments } from '../enrolments';

export type NoticeVerdict =
  | { kind: 'taken'; notice: Notice }
  /** `no-key`: no vault here knows yet what the organisation signs with. */
  | { kind: 'refused'; reason: 'not-genuine' | 'no-key' | 'older' | 'over' };

type NoticePlace = Pick<Enrolments, 'findNotice' | 'findNoticeTime' | 'saveNotice'>;

export class Notices {
  readonly #enrolments: NoticePlace;

  constructor(enrolments: NoticePlace) {
    this.#enrolments = enrolments;
  }

  /** The notice that is kept here, if this key has signed it. */
  async find(signer: PublicKey | undefined): Promise<Notice | undefined> {
    const signed = await this.#enrolments.findNotice();
    return signed === undefined || !signer ? undefined : readNotice(signed, signer);
  }

  /** When the notice that is kept here came, in server time (ISO); undefined of one that an earlier version took. */
  takenAt(): Promise<string | undefined> {
    return this.#enrolments.findNoticeTime();
  }

  /** Keeps a notice that one of `signers` has signed, and that is not over or older than the one that is here. */
  async take(signed: string, signers: readonly PublicKey[], now: number): Promise<NoticeVerdict> {
    if (signers.length === 0) return { kind: 'refused', reason: 'no-key' };
    for (const signer of signers) {
      const notice = await readNotice(signed, signer);
      if (!notice) continue;
      const held = await this.find(signer);
      if (held && held.iat > notice.iat) return { kind: 'refused', reason: 'older' };
      if (notice.exp * 1000 <= now) return { kind: 'refused', reason: 'over' };
      if (held?.iat !== notice.iat) await this.#enrolments.saveNotice(signed, new Date(now).toISOString());
      return { kind: 'taken', notice };
    }
    return { kind: 'refused', reason: 'not-genuine' };
  }
}
