/** Every panel, at work, in both themes: accessible, nothing smaller than 10 px, and the page itself never scrolls. */
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { Terminals } from '../pages/terminals';
import { Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

/** By the words on the tab; `large` ones have a form of their own for the whole page. */
const panels = [
  { id: 'linux-console', name: 'Linux console' },
  { id: 'dmesg', name: 'dmesg' },
  { id: 'events', name: 'Events' },
  { id: 'tty', name: 'ttyRPMSG' },
  { id: 'diagnoses', name: 'Diagnoses', large: true },
  { id: 'trace', name: 'trace0' },
  { id: 'itm', name: 'ITM' },
  { id: 'uart', name: 'UART' },
  { id: 'message-flow', name: 'Message flow', large: true },
  { id: 'linux-ipc', name: 'Linux IPC', large: true },
  { id: 'disassembly', name: 'Disassembly' },
  { id: 'registers', name: 'Registers' },
  { id: 'stops', name: 'Stops' },
  { id: 'faults', name: 'Faults', large: true },
  { id: 'vrings', name: 'Vrings', large: true },
  { id: 'ipcc', name: 'IPCC', large: true },
  { id: 'ownership', name: 'Ownership', large: true },
  { id: 'memory', name: 'Memory' },
  { id: 'memory-map', name: 'Memory map', large: true },
  { id: 'peripherals', name: 'Peripherals' },
] as const;

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
    const main = await page.screenshot();
    await info.attach(`main-${colorScheme}`, { body: main, contentType: 'image/png' });
    // The picture of the README is made with `PICTURES=1 npx playwright test panels`.
    if (process.env.PICTURES !== undefined) {
      await writeFile(new URL(`../screenshots/main-${colorScheme}.png`, import.meta.url), main);
    }
    await expectAccessible(page);
    for (const { id, name, ...panel } of panels) {
      await test.step(name, async () => {
        await workbench.show(name);
        await expectAccessible(page, `[data-panel="${id}"]`);
        expect(await layoutFaults(page)).toEqual([]);
        if (!('large' in panel)) return;
        await workbench.toggleMaximized(name);
        await expect(page.getByRole('region', { name: 'System map' })).toBeHidden();
        await expectAccessible(page, `[data-panel="${id}"]`);
        expect(await layoutFaults(page)).toEqual([]);
        await info.attach(`${name}-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
        await page.keyboard.press('Alt+Enter');
        await expect(page.getByRole('region', { name: 'System map' })).toBeVisible();
      });
    }
  });

  test(`the dialogs are accessible, ${colorScheme}`, async ({ page }, info) => {
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
    for (const title of ['Board and kernel', 'Timing of Linux']) {
      await workbench.openMachineDialog(title);
      await expectAccessible(page);
      await info.attach(`${title}-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
      await page.keyboard.press('Escape');
      await expect(page.locator('dialog[open]')).toHaveCount(0);
    }
  });
}
