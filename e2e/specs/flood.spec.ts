/** A tty that is flooded with lines of every length, all panels in sight: nothing on the page breaks, and it still obeys. */
import { runWithEveryPanel } from '../pages/frame-time';
import { Terminals } from '../pages/terminals';
import { Workbench } from '../pages/workbench';
import { expect, test } from '../test';

test.use({ viewport: { width: 2200, height: 1400 } });

/** Words of a line that wraps once, twice, and not at all. */
const long = 'abcdefghij '.repeat(14).trim();
const longer = 'klmnopqrst '.repeat(24).trim();

test('a flood of lines with every panel in sight', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await runWithEveryPanel(page);
  await terminals.runInShell('cat /dev/ttyRPMSG0 > /dev/null &');
  await terminals.runInShell(
    `while true; do for line in x "${long}" "${longer}"; do echo "$line" > /dev/ttyRPMSG0; done; done &`,
  );
  const rows = (await terminals.chooseTty(0)).getByRole('listitem');
  const newest = async (): Promise<number> => Number(await rows.last().getAttribute('aria-setsize'));
  await expect.poll(newest).toBeGreaterThan(150);
  const list = rows.last().locator('xpath=ancestor::ul/parent::*');
  for (const share of [0, 0.5, 1]) {
    await list.evaluate((element, at) => {
      element.scrollTop = element.scrollHeight * at;
    }, share);
    const before = await workbench.time();
    await expect.poll(() => workbench.time()).not.toBe(before);
    await page.keyboard.press('F8');
    await expect(workbench.run).toBeVisible();
    await page.keyboard.press('F8');
    await expect(workbench.pause).toBeVisible();
  }
  await terminals.chooseTty(1);
  await terminals.chooseTty(0);
  await page.keyboard.press('F8');
  await expect(workbench.run).toBeVisible();
  // What stands still can be read.
  await expect.poll(newest).toBeGreaterThan(150);
});
