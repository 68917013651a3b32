/** The demo provider's one page: choose who to be. Loudly marked, since it asks for no password. */
import type { ListedUser } from '../identity/directory';
import { DEMO_BANNER, escapeHtml, htmlPage } from '../identity/page';
import { describeUser, inOrder } from './demo-users';

/** `action` is the address that the choice is sent to, as form field `user`. */
export function chooseUserPage(users: readonly ListedUser[], action: string, now: Date): string {
  const buttons = inOrder(users, now).map(
    (user) => `<button name="user" value="${escapeHtml(user.id)}"><strong>${escapeHtml(user.name)}</strong>
<span>${escapeHtml(describeUser(user, now))}</span></button>`,
  );
  return htmlPage({
    title: 'Who are you today?',
    banner: DEMO_BANNER,
    main: `<form method="post" action="${escapeHtml(action)}">\n${buttons.join('\n')}\n</form>`,
  });
}
