/** How long the page works for a frame with every panel in sight and messages at full speed. Figures with `FRAMES=1 npx playwright test frame-time`. */
import { recordFrames, runWithEveryPanel, switchRun } from '../pages/frame-time';
import { Terminals } from '../pages/terminals';
import { expect, test } from '../test';

test.use({ viewport: { width: 2200, height: 1400 } });

test('every panel in sight, an echo without pause', async ({ page, browser }, info) => {
  const terminals = new Terminals(page);
  const panels = await runWithEveryPanel(page);
  const idle = await recordFrames(browser, page, 3_000);
  await terminals.runInShell('cat /dev/ttyRPMSG0 > /dev/null &');
  await terminals.runInShell('while true; do echo hello > /dev/ttyRPMSG0; done &');
  await expect(page.getByRole('region', { name: 'System map' })).toContainText(/\d{2,}(\.\d)?\/s/);
  const flood = await recordFrames(browser, page, 8_000);
  await info.attach('all panels', { body: await page.screenshot(), contentType: 'image/png' });
  const pauses: number[] = [];
  for (let i = 0; i < 8; i++) {
    pauses.push(await switchRun(page, 'Run'));
    await switchRun(page, 'Pause');
    // Another moment of the run each time.
    await page.evaluate((time) => new Promise((done) => setTimeout(done, time)), 300 + 37 * i);
  }
  console.log(JSON.stringify({ panels, idle, flood, pauses: pauses.toSorted((a, b) => a - b) }));
});
