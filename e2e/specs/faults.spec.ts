/** Faults on purpose: something is broken while the board runs, one sees that it happened and what follows, and it is mended. */
import { Faults } from '../pages/faults';
import { Terminals } from '../pages/terminals';
import { expect, expectAccessible, test } from '../test';

test('a lost bell: the letter lies in its ring until the next bell, and one sees when it was lost', async ({
  page,
}) => {
  const faults = new Faults(page);
  const { workbench } = faults;
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await faults.open();
  await faults.choose('Lose a bell');
  await faults.arm();
  const lost = faults.item('The 1st bell that Linux rings on channel 2 is lost');
  await expect(lost).toContainText('Never fired yet: it waits for the 1st bell that Linux rings on channel 2');
  await expect(lost.getByRole('img', { name: 'armed' })).toBeVisible();

  await workbench.run.click();
  await terminals.sendToTty('first');
  await expect(lost).toContainText('Fired at');
  await expect(lost.getByRole('img', { name: 'has fired' })).toBeVisible();
  const traffic = await terminals.chooseTty(0);
  await expect(traffic.getByText('first')).toHaveCount(1);
  const flow = await workbench.show('Message flow');
  await expect(flow.getByRole('button', { name: /fault 1: the bell of Linux on channel 2 is lost/ })).toBeVisible();
  await terminals.sendToTty('second');
  await expect(traffic.getByText('first')).toHaveCount(2);

  await workbench.stop();
  await faults.open();
  await lost.getByRole('button', { name: /^Fired at .*event #\d+$/ }).click();
  await expect(page.getByRole('region', { name: 'Events' })).toContainText('the bell of Linux on channel 2 is lost');
});

test('a fault that holds ends when it is removed; a fresh board is sound, and what was armed comes back by one click', async ({
  page,
}) => {
  const faults = new Faults(page);
  const { workbench } = faults;
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await faults.open();
  await faults.choose('Kill Linux');
  await faults.arm();
  const dead = faults.item('Linux stands still.');
  await expect(dead.getByRole('img', { name: 'holds now' })).toBeVisible();
  await workbench.run.click();
  await terminals.sendToTty('into the void');
  const traffic = await terminals.chooseTty(0);
  await expect(traffic.getByText('into the void')).toHaveCount(0);
  await dead.getByRole('button', { name: /^Remove/ }).click();
  await expect(traffic.getByText('into the void')).toHaveCount(2);
  await expect(faults.list).toContainText('Nothing is broken.');

  await page.getByRole('button', { name: 'Restart on a fresh board' }).click();
  await faults.open();
  await page.getByRole('button', { name: 'Arm again: Linux stands still.' }).click();
  await expect(faults.item('Linux stands still.')).toHaveCount(1);
});

test('by keyboard; what cannot be read is said beside its field', async ({ page }) => {
  const faults = new Faults(page);
  await faults.workbench.openDemo('tty-echo');
  await faults.open();
  await faults.choose('Delay a bell');
  await faults.fill('delay', '5 minutes');
  await expect(faults.form).toContainText('delay is a time such as 50us, 1ns to 60s, not 5 minutes');
  await expect(faults.form.getByRole('button', { name: 'Arm it' })).toBeDisabled();
  await faults.fill('delay', '5ms');
  await page.keyboard.press('Enter');
  await expect(faults.item('arrives 5 ms late')).toContainText('delay-kick channel=2 from=linux nth=1 delay=5ms');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is accessible, narrow and on the whole page, ${colorScheme}`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const faults = new Faults(page);
    const { workbench } = faults;
    await workbench.bootEcho();
    await faults.open();
    for (const title of ['Hold a semaphore', 'Corrupt a ring', 'Leak a buffer', 'Lose a bell']) {
      await faults.choose(title);
      await faults.arm();
    }
    await workbench.run.click();
    await new Terminals(page).sendToTty('hello');
    await expect(faults.item('is lost')).toContainText('Fired at');
    await workbench.stop();
    await faults.choose('Corrupt a ring');
    await expectAccessible(page, 'section[aria-label="Faults"]');
    await info.attach(`faults-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await workbench.toggleMaximized('Faults');
    await expectAccessible(page, 'section[aria-label="Faults"]');
    await info.attach(`faults-large-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
  });
}
