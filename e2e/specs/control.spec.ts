/** Running, pausing, restarting, speed, keys, and what is remembered between visits. */
import type { Page } from '@playwright/test';
import * as broken from '../broken-firmware';
import { Terminals } from '../pages/terminals';
import { demoElf, demoTitle, Workbench } from '../pages/workbench';
import { expect, test } from '../test';

const good = demoElf('tty-echo');

/** Presses Pause inside the page and tells how many milliseconds pass until the page offers Run again. */
const pauseTook = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const button = (): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>('header button')].find((each) => /^(Run|Pause)/.test(each.innerText));
    const began = performance.now();
    button()?.click();
    while (button()?.innerText.startsWith('Run') !== true) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  });

test('Pause answers within 100 ms while the firmware counts', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.visit();
  await workbench.drop('count.elf', broken.counting(good));
  const took: number[] = [];
  // The best of five: the other four may have met a busy machine.
  for (let turn = 0; turn < 5; turn++) {
    await workbench.run.click();
    await expect(workbench.pause).toBeVisible();
    const before = await workbench.time();
    await expect.poll(() => workbench.time()).not.toBe(before);
    took.push(await pauseTook(page));
  }
  expect(Math.min(...took)).toBeLessThan(100);
});

test('a firmware that faults stops the run and says why; the page lives on', async ({ page }) => {
  const workbench = new Workbench(page);
  for (const [name, bytes] of [
    ['crash.elf', broken.crashing(good)],
    ['writer.elf', broken.writingEverywhere(good)],
  ] as const) {
    await workbench.visit();
    await workbench.drop(name, bytes);
    await workbench.run.click();
    const fault = page.getByRole('banner').getByRole('button', { name: /Fault|lock/i });
    await expect(fault).toBeVisible();
    await fault.click();
    const dialog = page.locator('dialog[open]');
    await expect(dialog).toContainText(/0x[0-9a-f]{8}/);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(await workbench.show('Registers')).toContainText('handler mode');
  }
});

test('Restart begins on a fresh board with the same firmware', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await page.getByRole('button', { name: 'Restart on a fresh board' }).click();
  await expect.poll(() => workbench.time()).toMatch(/^0\.000/);
  await expect(page.getByRole('region', { name: 'System map' })).toContainText('held in reset');
  await workbench.run.click();
  await terminals.expectKernelLine('creating channel rpmsg-tty addr 0x401');
});

test('the speed slider slows the run down to single events', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const slider = page.getByRole('slider', { name: 'Speed' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', 'one event per second');
  await workbench.run.click();
  await expect(workbench.pause).toBeVisible();
  await expect.poll(() => workbench.time()).not.toMatch(/^0\.000 000 0/);
  expect(Number((await workbench.time()).slice(0, 5))).toBeLessThan(0.5);
  await slider.focus();
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', 'as fast as it goes');
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
});

test('everything by keyboard: open, run, pause, type, step, read the keys', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.visit();
  const demo = page.getByRole('button', { name: demoTitle('tty-echo') });
  await expect(demo).toBeVisible();
  await tabTo(page, () => demo.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Enter');
  await expect(workbench.run).toBeVisible();
  await page.keyboard.press('F8');
  const line = page.getByRole('textbox', { name: /ttyRPMSG0/ });
  await expect(line).toBeVisible();
  await page.keyboard.press('F8');
  await expect(workbench.run).toBeVisible();

  await tabTo(page, () => line.evaluate((element) => element === document.activeElement));
  await page.keyboard.type('by hand\n');
  const before = await workbench.time();
  await page.keyboard.press('F7');
  await expect.poll(() => workbench.time()).not.toBe(before);

  await page.keyboard.press('Escape');
  await page.locator('body').focus();
  await page.getByRole('tab', { name: 'Message flow' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('heading', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
});

/** Presses Tab until something has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, reached: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await reached()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('150 presses of Tab did not reach it');
}

test('the arrangement and the theme are remembered, and can be reset', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  await expect(page.getByRole('tab', { name: 'Linux console' })).toHaveAttribute('aria-selected', 'true');
  await workbench.show('Events');
  await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await workbench.openDemo('tty-echo');
  await expect(page.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Panels and layout' }).click();
  await page.getByRole('menuitem', { name: 'Reset layout' }).click();
  await expect(page.getByRole('tab', { name: 'Linux console' })).toHaveAttribute('aria-selected', 'true');
});

test('a maximised panel takes the page and gives it back', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  await workbench.toggleMaximized('Ownership');
  const ownership = page.getByRole('region', { name: 'Ownership' });
  await expect.poll(async () => (await ownership.boundingBox())?.width ?? 0).toBeGreaterThan(1200);
  await expect(page.getByRole('region', { name: 'System map' })).toBeHidden();
  await page.keyboard.press('Alt+Enter');
  await expect(page.getByRole('region', { name: 'System map' })).toBeVisible();
});
