/** Every panel, at work, in both themes: accessible, nothing smaller than 10 px, and the page itself never scrolls. */
import type { Page } from '@playwright/test';
import { Terminals } from '../pages/terminals';
import { Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

const tabs = [
  'Linux console',
  'dmesg',
  'Events',
  'ttyRPMSG',
  'trace0',
  'Message flow',
  'Disassembly',
  'Registers',
  'Vrings',
  'IPCC',
  'Ownership',
  'Memory',
  'Peripherals',
] as const;
/** Those that have a large form of their own. */
const large = ['Message flow', 'Vrings', 'IPCC', 'Ownership'] as const;

/** What is wrong with the page as it is now, for the eye. */
const layoutFaults = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const faults: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim());
      if (!own || element.getClientRects().length === 0) continue;
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      if (size < 10) faults.push(`${size} px: ${element.textContent?.slice(0, 40)}`);
    }
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    if (scrollWidth > clientWidth || scrollHeight > clientHeight) faults.push('the page scrolls');
    return faults;
  });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every panel is accessible, ${colorScheme}`, async ({ page }, info) => {
    test.setTimeout(400_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const workbench = new Workbench(page);
    const terminals = new Terminals(page);
    await workbench.bootEcho();
    await terminals.sendToTty('hello');
    await workbench.stepUntil(async () => (await workbench.headline.textContent()) === 'The M4 has rung channel 1.');
    await info.attach(`main-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
    for (const name of tabs) {
      await test.step(name, async () => {
        await workbench.show(name);
        await expectAccessible(page);
        expect(await layoutFaults(page)).toEqual([]);
      });
    }
    for (const name of large) {
      await test.step(`${name}, large`, async () => {
        await workbench.toggleMaximized(name);
        await expect(page.getByRole('region', { name: 'System map' })).toBeHidden();
        await expectAccessible(page);
        expect(await layoutFaults(page)).toEqual([]);
        await info.attach(`${name}-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
        await page.keyboard.press('Alt+Enter');
        await expect(page.getByRole('region', { name: 'System map' })).toBeVisible();
      });
    }
  });

  test(`the dialogs are accessible, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const workbench = new Workbench(page);
    await workbench.openDemo('mailbox-pingpong');
    for (const item of ['Keys', 'How to read the pictures', 'What is simulated']) {
      await page.getByRole('button', { name: 'Help' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await expect(page.locator('dialog[open]').getByRole('heading', { name: item })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(page.locator('dialog[open]')).toHaveCount(0);
    }
  });
}
