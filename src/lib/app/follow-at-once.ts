/**
 * Links that one waits for: the tabs and patients. SvelteKit lets a frame pass between a tap on a link and following it,
 * for pages that are slow to come; these are there within the next one.
 */
import { goto } from '$app/navigation';

const AT_ONCE = /^\/(?:today|caseload|outbox|ready|patients\/[^/]+)$/;

/** For clicks on the whole page, after what the components make of them. */
export function followAtOnce(event: MouseEvent): void {
  const { button, defaultPrevented, metaKey, ctrlKey, shiftKey, altKey, target } = event;
  if (button !== 0 || defaultPrevented || metaKey || ctrlKey || shiftKey || altKey) return;
  const link = target instanceof Element ? target.closest('a') : null;
  // Within one page SvelteKit's own way has options: where to scroll to, what has the focus.
  if (!link || link.origin !== location.origin || link.pathname === location.pathname) return;
  if (link.target !== '' || !AT_ONCE.test(link.pathname)) return;
  event.preventDefault();
  void goto(link.href);
}
