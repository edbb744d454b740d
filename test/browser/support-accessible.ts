import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Rules that another colour scheme can break; all else is the same page. */
const colours = ['color-contrast', 'link-in-text-block'];

const views = [
  { name: 'light', colorScheme: 'light', width: undefined },
  { name: 'dark', colorScheme: 'dark', width: undefined },
  { name: '360 px wide', colorScheme: 'light', width: 360 },
] as const;

/**
 * Expects that axe finds no fault against WCAG 2.2 AA on the page as it stands, in light, in dark and 360 px wide, and that
 * nothing must be scrolled sideways at 360 px. `leaveOut` names parts by selector, for what others draw, such as a PDF frame.
 */
export async function expectAccessible(page: Page, leaveOut: readonly string[] = []): Promise<void> {
  const before = page.viewportSize();
  try {
    for (const view of views) {
      await page.emulateMedia({ colorScheme: view.colorScheme, reducedMotion: 'reduce' });
      if (before !== null) await page.setViewportSize(view.width === undefined ? before : { width: view.width, height: 780 });
      await settled(page);
      // The screens have no frames, and without the form for frames axe is twice as fast.
      let axe = new AxeBuilder({ page }).setLegacyMode(true);
      axe = view.name === 'dark' ? axe.withRules(colours) : axe.withTags(rules);
      for (const selector of leaveOut) axe = axe.exclude(selector);
      const { violations } = await axe.analyze();
      const faults = violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${fault.help}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
      expect.soft(faults, `axe on ${page.url()}, ${view.name}`).toEqual([]);
      if (view.width !== undefined) expect.soft(await tooWide(page), `${page.url()} at ${view.width} px: parts that reach past the edge`).toEqual([]);
    }
  } finally {
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    if (before !== null) await page.setViewportSize(before);
  }
}

/** Waits for changes of colour and place to end, since axe reads the colours of the moment, and draws what is skipped while out of sight. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const element of document.querySelectorAll<HTMLElement>('section')) element.style.contentVisibility = 'visible';
    const ending = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime ?? Infinity));
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

/** The parts of a page that make it scroll sideways, outermost first; none when the page itself does not. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
  });
}
