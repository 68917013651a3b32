/** What sign-in needs to know of the organisation. */
import type { User } from '../../record/user';
import type { TeamPlace } from '../access/membership';

export type StaffMember = User & { username: string };

/** Somebody as a list names them, with the teams of then and now. */
export interface ListedUser extends Pick<User, 'id' | 'name' | 'role'> {
  teams: readonly TeamPlace[];
}

export interface Directory {
  findUser(id: string): Promise<StaffMember | undefined>;
  /** By the name that the identity provider knows them by. */
  findAccount(username: string): Promise<StaffMember | undefined>;
  users(): Promise<readonly ListedUser[]>;
}
