/** Who may sign in: the organisation's users without those who have left. */
import type { Directory } from '../identity/directory';
import type { Organisation } from './organisation';

export function staffOf(organisation: Organisation): Directory {
  const users = async () => (await organisation.users()).filter(({ leftAt }) => leftAt === undefined);
  return {
    users,
    findUser: async (id) => (await users()).find((user) => user.id === id),
    findAccount: async (username) => (await users()).find((user) => user.username === username),
  };
}
