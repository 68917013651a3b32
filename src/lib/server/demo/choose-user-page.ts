/** The demo provider's one page: choose who to be. Loudly marked, since it asks for no password. */
import type { User } from '../../record/user';
import { escapeHtml, htmlPage } from '../identity/page';
import { describeUser, inOrder } from './demo-users';

/** `action` is the address that the choice is sent to, as form field `user`. */
export function chooseUserPage(users: readonly User[], action: string): string {
  const buttons = inOrder(users).map(
    (user) => `<button name="user" value="${escapeHtml(user.id)}"><strong>${escapeHtml(user.name)}</strong>
<span>${escapeHtml(describeUser(user))}</span></button>`,
  );
  return htmlPage({
    title: 'Who are you today?',
    banner: '<p class="demo">DEMO: no password, invented patients. Never put a real patient in here.</p>',
    main: `<form method="post" action="${escapeHtml(action)}">\n${buttons.join('\n')}\n</form>`,
  });
}
