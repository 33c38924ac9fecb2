/** Any static host will do, under any path. */
import { serve } from '../static-host';
import { expect, test } from '../test';

test('runs below a sub-path of a plain static host', async ({ page }) => {
  const host = await serve('dist', '/some/sub/dir/');
  const failed: string[] = [];
  page.on('response', (response) => {
    if (!response.ok()) failed.push(`${response.status()} ${response.url()}`);
  });
  try {
    const worker = page.waitForEvent('worker');
    await page.goto(host.url);
    expect((await worker).url()).toContain('/some/sub/dir/');
    await expect(page.locator('#root')).toContainText(/ampscope/i);
    await page.waitForLoadState('networkidle');
    expect(failed).toEqual([]);
  } finally {
    await host.close();
  }
});
