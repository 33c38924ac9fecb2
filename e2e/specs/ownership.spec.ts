/** Who owns what: a firmware that helps itself is refused, told so, and seen in every section. */
import * as sample from '../broken-firmware';
import { Ownership } from '../pages/ownership';
import { demoElf, Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

const meddler = (): Uint8Array => sample.meddling(demoElf('tty-echo'));

test('a refused access is told as a story, and may be tried again with the gate open', async ({ page }) => {
  const workbench = new Workbench(page);
  const ownership = new Ownership(page);
  await workbench.openDemo('tty-echo');
  await workbench.drop('meddler.elf', meddler());
  await workbench.run.click();
  await expect.poll(() => workbench.phase()).toBe('fault');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'System map' })).toContainText('was refused by the ETZPC');
  await ownership.open();
  await expect(
    ownership.headline('The M4 tried to switch on I2C4, but I2C4 belongs to the secure world.'),
  ).toBeVisible();
  for (const part of ['I2C4 CR1 ← 0x00000001', 'Reset_Handler', 'str r1, [r0]', 'DECPROT0[11:10] = 0', 'bus error'])
    await expect(ownership.panel).toContainText(part);
  await expect(ownership.panel).toContainText('Use I2C2 (id 35), I2C3 (id 36) or I2C5 (id 37)');
  await expect(ownership.panel).toContainText(/1 refused of [\d,]+/);
  await expect(ownership.accesses.getByRole('row').nth(1)).toContainText('wrote I2C4 CR1');
  await expect(ownership.accesses.getByRole('row').nth(1)).toContainText('refused');
  await expectAccessible(page, '[aria-label="Ownership"]');

  await ownership.panel.getByRole('button', { name: 'What if it were open?' }).press('Enter');
  await expect(page.getByText('I2C4 is open to both sides now, and the board was reset.')).toBeVisible();
  await expect(ownership.cell(/^I2C4, id 5: both/)).toBeVisible();
  await workbench.run.click();
  await expect(ownership.cell(/^I2C4, id 5: both, used by the M4/)).toBeVisible();
  await workbench.stop();
  await expect(ownership.panel).toContainText('none refused of');
});

test('the grid is walked by keyboard, and a conflict is foreseen', async ({ page }) => {
  const ownership = new Ownership(page);
  await ownership.workbench.openDemo('tty-echo');
  await ownership.workbench.drop('meddler.elf', meddler());
  await ownership.workbench.run.click();
  await expect.poll(() => ownership.workbench.phase()).toBe('fault');
  await page.keyboard.press('Escape');
  await ownership.open();
  await ownership.cell(/^UART4, id 32/).click();
  await expect(ownership.panel).toContainText(
    'Linux (stm32-usart) has UART4, and the M4 has opened its clock gate: it is about to use it too.',
  );
  await page.keyboard.press('ArrowUp');
  await expect(ownership.cell(/^TIM2, id 16/)).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(ownership.cell(/^I2C6, id 12/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(ownership.headline('I2C6')).toBeVisible();
});

test('semaphores, clocks, lines and pins name their owner and the code that did it', async ({ page }) => {
  const ownership = new Ownership(page);
  await ownership.workbench.openDemo('tty-echo');
  await ownership.workbench.drop('meddler.elf', meddler());
  await ownership.workbench.run.click();
  await expect.poll(() => ownership.workbench.phase()).toBe('fault');
  await page.keyboard.press('Escape');
  await ownership.open();

  await ownership.show('Semaphores');
  await ownership.choose(/^semaphore 3, held by M4, process 0, taken once/);
  await expect(ownership.headline('The M4 holds semaphore 3, process 0.')).toBeVisible();
  await expect(ownership.panel).toContainText('Reset_Handler');

  await ownership.show('Clocks');
  await ownership.choose(/^UART4EN of APB1: opened by Linux and the M4/);
  await expect(ownership.panel).toContainText('MC_APB1ENSETR.UART4EN = 1');
  await ownership.choose(/^USART2EN of APB1: opened by nobody, was used while closed/);
  await expect(ownership.panel).toContainText('The M4 has used USART2 while its clock stood');

  await ownership.show('EXTI');
  await ownership.choose(/^line 14, PA14.*unmasked by the M4/);
  await expect(ownership.headline('The M4 wants the interrupt of PA14.')).toBeVisible();
  await ownership.choose(/^line 68, WWDG1 reset, rising edge: unmasked by Linux/);

  await ownership.show('Pins');
  await ownership.choose(/^PG11, input: set by Linux and the M4, for UART4/);
  await expect(ownership.headline('Linux and the M4 have both set up PG11.')).toBeVisible();
  await expect(ownership.panel).toContainText('The M4 came last');
  await expectAccessible(page, '[aria-label="Ownership"]');
});

test('where reads as zero are chosen, nothing faults and the access is still told', async ({ page }) => {
  const ownership = new Ownership(page);
  await ownership.workbench.openDemo('tty-echo');
  await ownership.workbench.drop('meddler.elf', meddler());
  const dialog = await ownership.workbench.openMachineDialog('Board and kernel');
  await dialog.getByRole('radio', { name: 'read as zero' }).click();
  await dialog.getByRole('button', { name: 'Restart with this' }).click();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await ownership.workbench.run.click();
  await ownership.open();
  await expect(ownership.panel).toContainText('write ignored');
  expect(await ownership.workbench.phase()).toBe('running');
  await ownership.workbench.stop();
});
