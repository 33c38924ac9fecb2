/** How long the page works for a frame with every panel in sight and messages at full speed. Figures with `FRAMES=1 npx playwright test frame-time`. */
import { recordFrames, runWithEveryPanel } from '../pages/frame-time';
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
  const took = await page.evaluate(async () => {
    const button = (): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>('header button')].find((each) => /^(Run|Pause)/.test(each.innerText));
    const began = performance.now();
    button()?.click();
    while (button()?.innerText.startsWith('Run') !== true) await new Promise(requestAnimationFrame);
    return Math.round(performance.now() - began);
  });
  await info.attach('all panels', { body: await page.screenshot(), contentType: 'image/png' });
  console.log(JSON.stringify({ panels, idle, flood, pauseTook: took }));
});
