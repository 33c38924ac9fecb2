/** Stepping by meaning: rules in plain words stop the run, say why, and are made from any event. */
import { Stops } from '../pages/stops';
import { Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

test('a ready rule stops the run each time, counts, and outlives a reset', async ({ page }) => {
  const workbench = new Workbench(page);
  const stops = new Stops(page);
  await workbench.openDemo('tty-echo');
  await stops.show();
  await expect(stops.panel).toContainText('Nothing stops a run but a fault.');
  await stops.chooseReady(/^kick on channel/);
  await expect(stops.line).toHaveValue('ipcc.occupied channel=1 from=m4');
  await stops.panel.getByRole('combobox', { name: 'by' }).selectOption('Linux');
  await expect(stops.line).toHaveValue('ipcc.occupied channel=1 from=linux');
  await stops.panel.getByRole('combobox', { name: 'by' }).selectOption('the M4');
  await stops.press('Stop each time');
  const row = stops.row('kick on channel 1 by the M4');
  await expect(row).toContainText('not met yet');

  await workbench.run.click();
  await expect(workbench.headline).toHaveText('The M4 has rung channel 1.');
  await expect(page.getByRole('region', { name: 'System map' })).toContainText(
    'Your rule “kick on channel 1 by the M4”.',
  );
  await expect(row).toHaveAttribute('aria-current', 'true');
  await expect(row).toContainText('stopped here, once');
  await workbench.run.click();
  await expect(row).toContainText('2 times');

  await page.getByRole('button', { name: 'Restart on a fresh board' }).click();
  await expect(row).toContainText('not met yet');
  await row.getByRole('checkbox').uncheck();
  await workbench.run.click();
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
  await row.getByRole('button', { name: /^Remove/ }).click();
  await expect(stops.panel).toContainText('Nothing stops a run but a fault.');
});

test('rules are written as text, with offers and with words for mistakes', async ({ page }) => {
  const workbench = new Workbench(page);
  const stops = new Stops(page);
  await workbench.openDemo('tty-echo');
  await stops.show();
  await stops.line.pressSequentially('write vring0.us');
  await expect(stops.panel.getByRole('option')).toHaveText(['vring0.used.flags', 'vring0.used.idx']);
  await stops.line.press('ArrowDown');
  await stops.line.press('ArrowDown');
  await stops.line.press('Tab');
  await stops.line.pressSequentially('by=m');
  await stops.line.press('ArrowDown');
  await stops.line.press('Enter');
  await expect(stops.line).toHaveValue('write vring0.used.idx by=m4 ');
  await stops.line.press('Escape');
  await stops.line.press('Enter');
  await expect(stops.row('write vring0.used.idx by=m4')).toContainText('The rings are not there yet');

  await stops.write('ipcc.occupied chanel=2');
  await expect(stops.panel.getByRole('alert')).toHaveText('ipcc.occupied has no field chanel: did you mean channel?');
  await stops.write('at mian');
  await expect(stops.row('at mian')).toContainText('did you mean main?');

  await stops.row('at mian').getByRole('button', { name: 'Change: at mian' }).click();
  await stops.panel.getByRole('combobox', { name: 'Stop rule' }).fill('at send_t');
  await expect(stops.panel.getByRole('option')).toHaveText(['send_to']);
  await stops.panel.getByRole('combobox', { name: 'Stop rule' }).press('ArrowDown');
  await stops.panel.getByRole('combobox', { name: 'Stop rule' }).press('Enter');
  await stops.panel.getByRole('combobox', { name: 'Stop rule' }).pressSequentially('hit=9');
  await stops.panel.getByRole('button', { name: 'Change the rule' }).click();
  await expect(stops.row('at send_to hit=9')).toContainText('not met yet');
  await expect(stops.panel.getByRole('listitem')).toHaveCount(2);

  await workbench.run.click();
  await expect(workbench.headline).toHaveText('The M4 has written 0x1 to vring0.used.idx.');
  await expect(stops.row('at send_to hit=9')).toContainText('1 of 9 times');
});

test('run to, from the top bar and again by its key; what cannot happen is told', async ({ page }) => {
  const workbench = new Workbench(page);
  const stops = new Stops(page);
  await workbench.openDemo('tty-echo');
  await stops.runTo(/^announcement of any name/);
  await expect(workbench.headline).toHaveText('The firmware announces “rpmsg-tty”.');
  const first = await workbench.time();
  await page.keyboard.press('Shift+F8');
  await expect.poll(() => workbench.time()).not.toBe(first);
  await expect(workbench.headline).toHaveText('The firmware announces “rpmsg-tty”.');
  await stops.runTo(/^an access that is refused/);
  await expect(
    page.getByText(
      '“an access that is refused or leads nowhere” did not happen: the M4 sleeps and Linux waits for input.',
    ),
  ).toBeVisible();
});

test('any event becomes a rule: stop here next time', async ({ page }, info) => {
  const workbench = new Workbench(page);
  const stops = new Stops(page);
  await workbench.bootEcho();
  const events = await workbench.show('Events');
  await page.getByRole('searchbox', { name: 'Filter events by words' }).fill('channel-created');
  await events
    .getByRole('button', { name: /^Stop here next time: rpmsg.channel-created/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Restart on a fresh board' }).click();
  await workbench.run.click();
  await expect(workbench.headline).toHaveText('Linux has created /dev/ttyRPMSG0.');
  await page.getByRole('banner').getByRole('button', { name: 'stopped by your rule' }).click();
  await expect(stops.row('rpmsg.channel-created service=rpmsg-tty')).toHaveAttribute('aria-current', 'true');
  await expect(events.getByRole('row').and(events.locator('[aria-current="true"]'))).toContainText('/dev/ttyRPMSG0');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, '[data-panel="stops"]');
    await info.attach(`stops-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
  }
});

test('a dot beside the code is a rule like the others', async ({ page }) => {
  const workbench = new Workbench(page);
  const stops = new Stops(page);
  await workbench.openDemo('tty-echo');
  await stops.show();
  await stops.write('at main once');
  await stops
    .row('at main once')
    .getByRole('button', { name: /^Run to/ })
    .click();
  await expect(workbench.headline).toContainText('The M4 has come to main');
  const code = await workbench.show('Disassembly');
  const here = code.getByRole('row').and(code.locator('[aria-current="location"]')).getByRole('button');
  await expect(here).toHaveAttribute('aria-pressed', 'true');
  await here.click();
  await expect(here).toHaveAttribute('aria-pressed', 'false');
  await stops.show();
  await expect(stops.panel).toContainText('Nothing stops a run but a fault.');
});

test('a word of memory is watched from where it is shown', async ({ page }) => {
  const workbench = new Workbench(page);
  const stops = new Stops(page);
  await workbench.bootEcho();
  const memory = await workbench.show('Memory');
  await memory.getByRole('textbox', { name: 'Address' }).fill('0x10040130');
  await memory.getByRole('textbox', { name: 'Address' }).press('Enter');
  await memory.getByRole('button', { name: 'Stop at 0x10040130' }).click();
  await page.getByRole('menuitem', { name: 'when it changes' }).click();
  await expect(stops.row('change 0x10040130')).toContainText('not met yet');
  await workbench.run.click();
  await workbench.show('ttyRPMSG');
  const line = page.getByRole('textbox', { name: /ttyRPMSG0/ });
  await line.fill('hello');
  await line.press('Enter');
  await expect(workbench.headline).toHaveText(/^The M4 has written 0x\d to 0x10040130\.$/);
  await expect(stops.row('change 0x10040130')).toContainText('stopped here, once');
});
