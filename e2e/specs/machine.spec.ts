/** The machine as the user sets it up: who may use a peripheral, how long Linux takes, which board and kernel; and what firmware prints by itself. */
import * as sample from '../broken-firmware';
import { Terminals } from '../pages/terminals';
import { demoElf, Workbench } from '../pages/workbench';
import { expect, test } from '../test';

test('what the firmware prints through the ITM stands in its console', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const console = await workbench.show('ITM');
  await expect(console).toContainText('DEMCR.TRCENA, ITM_TCR.ITMENA and every port in ITM_TER are off');
  await workbench.drop('print.elf', sample.printing(demoElf('tty-echo')));
  await workbench.run.click();
  await expect(console.getByText('hi', { exact: true })).toBeVisible();
});

test('DECPROT of a peripheral is changed by keyboard, and Linux is told by its device tree', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const ownership = await workbench.show('Ownership');
  const cell = ownership.getByRole('option', { name: /^USART2, id 30: both/ });
  await cell.click();
  await expect(ownership).toContainText('okay, stm32-usart has it');

  await ownership.getByRole('button', { name: 'Change DECPROT of USART2' }).press('Enter');
  const isolate = page.getByRole('menuitemcheckbox', { name: /^2 · M4 only/ });
  await expect(isolate).toContainText('Linux is not told: its next access is refused.');
  await expect(page.getByRole('menuitemcheckbox', { name: /^0 · Secure only/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(isolate).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(ownership.getByRole('option', { name: /^USART2, id 30: m4 only/ })).toBeVisible();
  await expect(ownership).toContainText('DECPROT1[29:28] = 2');

  await ownership.getByRole('button', { name: 'Change the device tree for USART2' }).press('Enter');
  await page.getByRole('menuitemcheckbox', { name: /^disabled for Linux/ }).click();
  await expect(ownership).toContainText('disabled in Linux’ device tree');
});

test('a latency of Linux can be changed and reset; nonsense is refused', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const dialog = await workbench.openMachineDialog('Timing of Linux');
  const field = dialog.getByRole('textbox', { name: 'work, in microseconds' });
  const reset = dialog.getByRole('button', { name: 'Reset work', exact: true });
  await expect(field).toHaveValue('8');
  await expect(reset).toBeDisabled();
  await field.fill('12.5');
  await field.press('Enter');
  await expect(reset).toBeEnabled();
  await expect(field).toHaveValue('12.5');
  await field.fill('soon');
  await field.press('Enter');
  await expect(field).toHaveValue('12.5');
  await reset.press('Enter');
  await expect(field).toHaveValue('8');
});

test('another kernel takes effect with a restart, says other words, and is remembered', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const dialog = await workbench.openMachineDialog('Board and kernel');
  const restart = dialog.getByRole('button', { name: 'Restart with this' });
  await expect(restart).toBeDisabled();
  const versions = dialog.getByRole('radiogroup', { name: 'Kernel version' });
  await versions.getByRole('radio', { name: '5.16 and later' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(versions.getByRole('radio', { name: '5.10 – 5.15' })).toBeChecked();
  await dialog.getByRole('radio', { name: 'STM32MP157C-EV1' }).click();
  await restart.click();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await workbench.run.click();
  await new Terminals(page).expectKernelLine(/remoteproc0#vdev0buffer: /);

  await workbench.openDemo('tty-echo');
  const again = await workbench.openMachineDialog('Board and kernel');
  await expect(again.getByRole('radio', { name: '5.10 – 5.15' })).toBeChecked();
});

test('a firmware that U-Boot has started is attached to', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.openDemo('tty-echo');
  const dialog = await workbench.openMachineDialog('Board and kernel');
  await dialog.getByRole('radio', { name: 'U-Boot' }).click();
  await dialog.getByRole('button', { name: 'Restart with this' }).click();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await workbench.run.click();
  await new Terminals(page).expectKernelLine('remote processor m4 is now attached');
});
