import { tick } from 'svelte';

/** Moves the focus to the first field that has to be put right, once the marks are on the screen. */
export async function focusFirstError(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
