/** First steps, keys, the list of commands, and what a screen reader hears. */
import type { Page } from '@playwright/test';
import { Palette } from '../pages/palette';
import { Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

test('a newcomer sees it run, says hello, and follows the message', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'See it run' }).click();
  const guide = page.getByRole('complementary', { name: 'First steps' });
  await guide.getByRole('button', { name: 'Say hello' }).click();
  await expect(page.getByRole('list', { name: 'Traffic of ttyRPMSG0' })).toContainText('← M4');
  await expectAccessible(page);
  await guide.getByRole('button', { name: 'Send it again, slowly' }).click();
  const step = guide.getByRole('button', { name: /^Step on/ });
  const workbench = new Workbench(page);
  await expect(step).toBeVisible();
  for (let i = 0; i < 8 && (await step.isVisible()); i++) {
    const before = await workbench.time();
    await step.click();
    await expect.poll(async () => (await workbench.time()) !== before).toBe(true);
  }
  await guide.getByRole('button', { name: 'Run on' }).click();
  await expect(guide).toHaveCount(0);
  await expect(workbench.pause).toBeVisible();
  await page.reload();
  await workbench.openDemo('tty-echo');
  await expect(guide).toHaveCount(0);
});

test('commands and places by typing, and the list is accessible in both themes', async ({ page }) => {
  const workbench = new Workbench(page);
  const palette = new Palette(page);
  await workbench.bootEcho();
  await palette.open('Control+k');
  await expectAccessible(page);
  await palette.take('show ownership', /^Show Ownership/);
  await expect(page.getByRole('region', { name: 'Ownership', exact: true })).toBeVisible();
  await palette.open('Control+Shift+P');
  await expect(palette.chosen).toHaveAccessibleName(/^Show Ownership/);
  await page.keyboard.type('light dark');
  await expect(palette.chosen).toHaveAccessibleName(/^Light or dark/);
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await palette.open('Control+p');
  await palette.take('Reset_Handler', /^Reset_Handler/);
  await expect(page.getByRole('region', { name: 'Disassembly' })).toContainText('Reset_Handler');
  await palette.open('Control+p');
  await palette.take('IPCC.C1SCR', /C1SCR/);
  await expect(page.getByRole('region', { name: 'Peripherals' })).toContainText('C1SCR');
  await palette.open('Control+p');
  await palette.take('event 3', /^Event 3/);
  await palette.open('Control+p');
  await palette.take('>reset the layout', /^Reset the layout/);
  await palette.open('F1');
  await page.keyboard.type('no such thing at all');
  await expect(palette.dialog.getByText('No command of this name.')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(palette.dialog).toHaveCount(0);
});

test('the list of commands opens within 50 ms', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const took: number[] = [];
  // The best of five: the others may have met a busy machine.
  for (let turn = 0; turn < 5; turn++) {
    took.push(
      await page.evaluate(async () => {
        const began = performance.now();
        window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true }));
        while (document.querySelector('dialog[open] [role=option]') === null) await Promise.resolve();
        return performance.now() - began;
      }),
    );
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
  }
  expect(Math.min(...took)).toBeLessThan(50);
});

test('a key can be changed, one that is taken is refused, and F9 sets a breakpoint', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.bootEcho();
  await page.keyboard.press('?');
  const keys = page.locator('dialog[open]');
  const change = keys.getByRole('button', { name: 'Change the key: Run or pause' });
  await change.click();
  await page.keyboard.press('F10');
  await expect(keys.getByRole('status')).toContainText('Step one instruction, over calls');
  await change.click();
  await page.keyboard.press('F2');
  await expect(keys.getByRole('status')).toContainText('Changed.');
  await page.keyboard.press('Escape');
  await expect(workbench.run).toContainText('F2');
  await page.keyboard.press('F2');
  await expect(workbench.pause).toBeVisible();
  await page.reload();
  await workbench.bootEcho();
  await page.keyboard.press('F2');
  await expect(workbench.pause).toBeVisible();
  await workbench.stop();
  await page.keyboard.press('F9');
  await expect(await workbench.show('Stops')).toContainText(/0x1000/);
  await page.keyboard.press('Shift+F5');
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test('steps are told to screen readers, a run only when it ends, and it can be switched off', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const narration = page.getByRole('status', { name: 'Narration' });
  await expect(narration).toContainText('Linux is up');
  await workbench.run.click();
  await expect(narration).toBeEmpty();
  await workbench.show('ttyRPMSG');
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
  await workbench.stop();
  await expect(narration).toContainText(/^Ran for .*: 2 messages\./);
  await page.getByRole('button', { name: 'Help' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Tell screen readers of each event' }).click();
  await expect(narration).toBeEmpty();
});

/** What has the focus: how it is called, and whether anything in it looks other than without. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement || element instanceof SVGElement) || element === document.body)
      return undefined;
    const box = element.getBoundingClientRect();
    const frame = element.closest('[data-panel]') ?? element.parentElement ?? element;
    const looks = (): string =>
      [...frame.querySelectorAll('*')]
        .map((each) => {
          const { outline, boxShadow, stroke, strokeWidth, fill, opacity, display, borderColor } =
            getComputedStyle(each);
          return [outline, boxShadow, stroke, strokeWidth, fill, opacity, display, borderColor].join(' ');
        })
        .join('\n');
    const own = element.matches('input, textarea, select');
    const withFocus = looks();
    element.blur();
    const without = looks();
    element.focus({ preventScroll: true });
    const path: string[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement)
      path.unshift(`${at.tagName}${[...(at.parentElement?.children ?? [])].indexOf(at)}`);
    const name = element.getAttribute('aria-label') ?? element.textContent?.slice(0, 30) ?? '';
    return { name, path: path.join('/'), seen: (own || withFocus !== without) && box.width > 0 && box.height > 0 };
  });

test('Tab goes through everything, is never caught, and can always be seen', async ({ page }) => {
  test.setTimeout(200_000);
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const paths = new Set<string>();
  const unseen: string[] = [];
  let caught = '';
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (now === undefined) break;
    if (now.path === caught) throw new Error(`The focus is caught in ${now.name}`);
    caught = now.path;
    if (paths.has(now.path)) break;
    paths.add(now.path);
    if (!now.seen) unseen.push(now.name);
  }
  expect(paths.size).toBeGreaterThan(25);
  expect(unseen).toEqual([]);
});
