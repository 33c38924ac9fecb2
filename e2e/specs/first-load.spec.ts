/** The page as a stranger meets it: it opens, complains about nothing, and is accessible. */
import { gzipSync } from 'node:zlib';
import { demoTitle } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`opens without a fault, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const worker = page.waitForEvent('worker');
    await page.goto('./');
    await worker;
    await expect(page).toHaveTitle(/ampscope/);
    await expect(page.locator('#root')).toContainText(/ampscope/i);
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => document.fonts.ready);
    await expect(page.locator('dialog[open]')).toHaveCount(0);
    await expectAccessible(page);
  });
}

test('loads nothing from anywhere else', async ({ page, baseURL }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(baseURL ?? '') && !url.startsWith('data:') && !url.startsWith('blob:')) foreign.push(url);
  });
  await page.goto('./');
  await expect(page.locator('#root')).not.toBeEmpty();
  await page.waitForLoadState('networkidle');
  expect(foreign).toEqual([]);
});

test('the first page loads little: under 250 kB of compressed script', async ({ page }) => {
  const sizes = new Map<string, number>();
  const reading: Promise<void>[] = [];
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.endsWith('.js')) return;
    reading.push(response.body().then((body) => void sizes.set(response.url(), gzipSync(body).length)));
  });
  await page.goto('./');
  await expect(page.getByRole('button', { name: demoTitle('tty-echo') })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await Promise.all(reading);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(sizes.size).toBeGreaterThan(1);
  expect(total).toBeLessThan(250_000);
});
