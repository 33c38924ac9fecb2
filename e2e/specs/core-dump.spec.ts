/** What the kernel kept of a crashed M4 can be taken home as a file. */
import { readFileSync } from 'node:fs';
import { Terminals } from '../pages/terminals';
import { Workbench } from '../pages/workbench';
import { expect, test } from '../test';

test('the core dump of a crash is saved as an ELF file', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await workbench.run.click();
  await terminals.runInShell('echo enabled > /sys/class/remoteproc/remoteproc0/coredump');
  await terminals.runInShell('echo 1 > /sys/kernel/debug/remoteproc/remoteproc0/crash');
  const menu = page.getByRole('button', { name: /^Firmware tty-echo/ });
  const item = page.getByRole('menuitem', { name: /Save the core dump/ });
  await expect(async () => {
    await menu.click();
    await expect(item).toBeVisible({ timeout: 500 });
  }).toPass();
  const saving = page.waitForEvent('download');
  await item.click();
  const path = await (await saving).path();
  expect(readFileSync(path).subarray(0, 4).toString('latin1')).toBe('\x7fELF');
});
