/** What sign-in needs to know of the organisation. */
import type { User } from '../../record/user';

export type StaffMember = User & { username: string };

export interface Directory {
  findUser(id: string): Promise<StaffMember | undefined>;
  /** By the name that the identity provider knows them by. */
  findAccount(username: string): Promise<StaffMember | undefined>;
  users(): Promise<readonly StaffMember[]>;
}
