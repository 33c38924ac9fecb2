/** What Linux knows of the M4, its channels and its files; each row leads to what it tells of. */
import { Terminals } from '../pages/terminals';
import { Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

test('says why there is no channel, and leads from channels, rings and states to where they are', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const panel = await workbench.show('Linux IPC');
  await expect(panel).toContainText('Linux holds the M4 in reset.');
  await expect(panel).toContainText('No rpmsg bus: the M4 is not up.');

  await workbench.bootEcho();
  await workbench.show('Linux IPC');
  await expect(panel).toContainText('Linux has started the M4 with tty-echo.elf.');
  const channels = panel.getByRole('table', { name: 'Channels' });
  await expect(channels.getByRole('row', { name: /rpmsg-tty 0x401 → 0x401 rpmsg_tty/ })).toBeVisible();
  await expectAccessible(page, '[data-panel="linux-ipc"]');

  await panel.getByRole('table', { name: 'Terminals' }).getByRole('button', { name: 'ttyRPMSG1' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'ttyRPMSG1' })).toBeVisible();
  await channels.getByRole('button', { name: 'rpmsg-tty' }).first().click();
  await expect(page.getByRole('textbox', { name: 'ttyRPMSG0' })).toBeVisible();

  await workbench.show('IPCC');
  await panel.getByRole('table', { name: 'Virtqueues' }).getByRole('button', { name: 'vring1' }).click();
  await expect(page.getByRole('region', { name: 'Vrings' })).toContainText('Linux → M4');

  await panel.getByRole('button', { name: 'running' }).click();
  await expect(page.getByRole('region', { name: 'Events' }).locator('[aria-current="true"]')).toContainText('running');
});

test('names bytes that nobody reads and a channel that lost its driver', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await workbench.run.click();
  await terminals.runInShell('echo held > /dev/ttyRPMSG0');
  const panel = await workbench.show('Linux IPC');
  const row = panel.getByRole('row', { name: /^ttyRPMSG0/ });
  await expect(row).toContainText('5 B held while nobody reads');
  await terminals.runInShell('rmmod rpmsg_tty');
  await workbench.show('Linux IPC');
  await expect(panel.getByText('Not loaded: modprobe rpmsg_tty.').first()).toBeVisible();
  await expect(panel.getByRole('table', { name: 'Terminals' })).toHaveCount(0);
});

test('an M4 that U-Boot has started is told as such, and an absent Linux too', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const startBy = async (who: string): Promise<void> => {
    const dialog = await workbench.openMachineDialog('Board and kernel');
    await dialog.getByRole('radio', { name: who, exact: true }).click();
    await dialog.getByRole('button', { name: 'Restart with this' }).click();
    await expect(page.locator('dialog[open]')).toHaveCount(0);
  };
  await startBy('U-Boot');
  const panel = await workbench.show('Linux IPC');
  await expect(panel).toContainText('The M4 was started by U-Boot; Linux has not attached to it.');
  await workbench.run.click();
  await expect(panel).toContainText('The M4 was started by U-Boot; Linux is attached to it.');
  await startBy('A debugger');
  await expect(panel).toContainText('There is no Linux: engineering boot.');
});

test('the watchdog counts down in virtual time, and says who hears of its bite', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('crash-recovery');
  const panel = await workbench.show('Peripherals');
  await panel.getByLabel('Block').selectOption('WWDG1');
  const watchdog = panel.getByRole('region', { name: 'Watchdog' });
  await expect(watchdog).toContainText('It is off: firmware has not set WDGA.');
  await workbench.run.click();
  await expect(watchdog).toContainText(/It bites in [\d.]+ ms unless the M4 refreshes it\./);
  await expect(watchdog).toContainText('EXTI line 68 tells Linux');
  await workbench.stop();
  await expectAccessible(page, '[data-panel="peripherals"]');
});
