/** What every screen is held to: no violation that axe can find, targets for gloves, nothing beyond the screen's edge. */
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

export const PHONE = { width: 390, height: 844 };
export const TABLET = { width: 820, height: 1180 };
export const LAPTOP = { width: 1280, height: 800 };

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LEAST_TARGET = 44;
/** What a thumb presses. Links within text are left out, as WCAG does. */
const TARGETS = [
  'button',
  'summary',
  'header a',
  'nav a',
  '.actions a',
  '.action-bar a',
  'ul a.card',
  'td a',
].join();

/** Looks at the screen as it stands, in each of these sizes; on the phone in light and dark. */
export async function expectAccessible(page: Page, name: string, sizes = [PHONE]): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    // Colours don't depend on the size.
    for (const colorScheme of size === PHONE ? (['light', 'dark'] as const) : (['light'] as const)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const where = `${name} at ${size.width} in ${colorScheme}`;
      // Only colours differ in the dark.
      const violations = await violationsOn(page, colorScheme === 'dark' ? ['color-contrast'] : WCAG);
      expect.soft(violations.map(describeViolation), where).toEqual([]);
    }
    const where = `${name} at ${size.width}`;
    expect.soft(await smallTargets(page), `targets of ${where}`).toEqual([]);
    expect.soft(await overflow(page), `overflow of ${where}`).toBe(0);
  }
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** By rules or by tags. axe is put into a page once: that takes as long as what it does there. */
export async function violationsOn(page: Page, runOnly = WCAG): Promise<axe.Result[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (values) => {
    const { violations } = await window.axe.run({ runOnly: values, resultTypes: ['violations'] });
    return violations;
  }, runOnly);
}

function describeViolation({ id, nodes }: axe.Result): string {
  return `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`).join('; ')}`;
}

function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(
    ({ targets, least }) =>
      [...document.querySelectorAll<HTMLElement>(targets)]
        .filter((element) => element.checkVisibility())
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        // A pixel's fraction is no smaller target.
        .filter(({ box }) => box.width < least - 0.5 || box.height < least - 0.5)
        .map(({ element, box }) => `${element.innerText.trim()}: ${box.width} × ${box.height}`),
    { targets: TARGETS, least: LEAST_TARGET },
  );
}

/** CSS pixels by which the page is wider than the screen. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}
