/** The causal chain: one byte is clicked, every panel shows its part of the way, step by step and back. */
import type { Page } from '@playwright/test';
import { ChainBar } from '../pages/chain';
import { Ipc } from '../pages/ipc';
import { Terminals } from '../pages/terminals';
import { Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

async function echoed(
  page: Page,
  lines: readonly string[],
): Promise<{ workbench: Workbench; terminals: Terminals; chain: ChainBar }> {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await workbench.run.click();
  for (const [i, line] of lines.entries()) {
    await terminals.sendToTty(line);
    await expect((await terminals.chooseTty(0)).getByRole('listitem')).toHaveCount(2 * (i + 1));
  }
  await workbench.stop();
  return { workbench, terminals, chain: new ChainBar(page) };
}

test('a byte that came back lights up its whole chain in every panel', async ({ page }) => {
  const { workbench, terminals, chain } = await echoed(page, ['hello']);
  await chain.clickByte((await terminals.chooseTty(0)).getByRole('button').last(), 1);
  expect(await chain.position()).toEqual({ step: 14, of: 14 });
  expect(await chain.sentence()).toContain('has arrived at /dev/ttyRPMSG0');

  const terminal = await terminals.chooseTty(0);
  expect(await chain.marksIn(terminal)).toEqual(['1', '14']);
  await expect(terminal.locator('mark')).toHaveText(['e', 'e']);
  expect(await chain.marksIn(await workbench.show('System map'))).toEqual(
    expect.arrayContaining(['4', '10', '3, 7', '9']),
  );
  expect(await chain.marksIn(await workbench.show('IPCC'))).toEqual(expect.arrayContaining(['4', '10']));
  expect(await chain.marksIn(await workbench.show('Vrings'))).toContain('9');
  expect(await chain.marksIn(await workbench.show('Message flow'))).toEqual(
    expect.arrayContaining(['1', '2, 3', '8, 9']),
  );
  expect((await chain.marksIn(await workbench.show('Timeline'))).length).toBeGreaterThan(4);
  expect(await chain.marksIn(await workbench.show('Events'))).toContain('14');

  await chain.walkTo(8);
  expect(await chain.sentence()).toContain('stands in the buffer at 0x100424');
  expect(await chain.sentence()).toContain('send_to');
  await expect(workbench.headline).toContainText('A message of 6 bytes stands in the buffer');
  const memory = await workbench.show('Memory');
  await expect(memory.getByRole('gridcell', { selected: true })).toHaveText('65');
  expect(await chain.marksIn(memory)).toEqual(expect.arrayContaining(['2', '8, 13']));
  expect((await chain.marksIn(await workbench.show('Memory map'))).length).toBeGreaterThan(2);
  expect(await chain.marksIn(await workbench.show('Linux IPC'))).toEqual(expect.arrayContaining(['1, 14']));
  const code = await workbench.show('Disassembly');
  expect((await chain.marksIn(code)).some((marks) => marks.startsWith('8'))).toBe(true);

  await page.keyboard.press('Escape');
  await expect(chain.bar).toContainText('Choose a byte in a terminal');
  expect(await chain.marksIn(await terminals.chooseTty(0))).toEqual([]);
});

test('a byte far behind in a long line leads to the later message that carried it', async ({ page }) => {
  const line = Array.from({ length: 1000 }, (_, i) => String.fromCharCode(65 + (i % 26))).join('');
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await workbench.run.click();
  await terminals.sendToTty(line);
  await expect((await terminals.chooseTty(0)).getByRole('listitem')).toHaveCount(4);
  await workbench.stop();
  const chain = new ChainBar(page);
  const [write, , second] = await (await terminals.chooseTty(0)).getByRole('button').all();
  if (write === undefined || second === undefined) throw new Error('the line was not sent in pieces');

  // 700 is byte 204 of the second message.
  await chain.clickCharacter(write, 700);
  await expect(write.locator('mark')).toHaveText(line[700] ?? '');
  await chain.walkTo(2);
  expect(await chain.sentence()).toContain('buffer at 0x10044200');
  await workbench.toggleMaximized('Message flow');
  const details = (await workbench.show('Message flow')).getByRole('complementary', { name: 'Details of the message' });
  await expect(details).toContainText('byte 204');
  await expect(details).toContainText('0x100442dc');
  await expect(details).toContainText('vring1 buffer 1');
  await workbench.toggleMaximized('Message flow');
  const memory = await workbench.show('Memory');
  await expect(memory.getByRole('gridcell', { selected: true })).toHaveText(line.charCodeAt(700).toString(16));
  await chain.walkTo(1);
  await expect((await terminals.chooseTty(0)).locator('mark')).toHaveText(line[700] ?? '');

  await chain.clickCharacter(second, 204);
  await expect(second.locator('mark')).toHaveText(line[700] ?? '');
  await workbench.show('Memory');
  await expect(memory.getByRole('gridcell', { selected: true })).toHaveText(line.charCodeAt(700).toString(16));
});

test('a bell, a descriptor, a log line and a byte of a buffer each lead to their chain', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const { workbench, chain } = await echoed(page, ['hello']);
  await new Ipc(page).lamp(1, 'M4 → Linux').click();
  await expect.poll(() => chain.sentence()).toContain('The M4 has rung channel 1.');

  const rings = await workbench.show('Vrings');
  await page.getByRole('radio', { name: 'vring1' }).click();
  await rings.getByRole('option', { name: /^Descriptor 0,/ }).click();
  await expect.poll(() => chain.sentence()).toContain('The M4 has given a buffer back.');
  await rings.getByRole('button', { name: /^Byte 68 at/ }).click();
  await expect(rings.getByRole('button', { name: /^Byte 68 at/ })).toHaveAttribute('aria-pressed', 'true');

  await (await workbench.show('dmesg')).getByRole('button', { name: /creating channel rpmsg-tty addr 0x401/ }).click();
  await expect.poll(() => chain.sentence()).toContain('creating channel rpmsg-tty addr 0x401');
  const { step, of } = await chain.position();
  expect(step).toBe(of);
  await chain.walkTo(1);
  expect(await chain.sentence()).toContain('echo start');
});

test('the message flow lists, finds, measures and draws many messages', async ({ page }) => {
  const words = ['first', 'second', 'a third one', 'the last'];
  const { workbench } = await echoed(page, words);
  await workbench.toggleMaximized('Message flow');
  const flow = await workbench.show('Message flow');
  const options = flow.getByRole('listbox', { name: 'Messages to choose from' }).getByRole('option');
  await expect(options).toHaveCount(6);
  await expect(options.first()).toContainText('the last');

  const search = flow.getByRole('searchbox', { name: 'Search messages' });
  await search.fill('second');
  await expect(options).toHaveCount(1);
  await search.fill('tty:x');
  await expect(flow.getByRole('status')).toContainText('means nothing');
  await search.fill('slower:50us');
  await expect(options).toHaveCount(2);
  await search.fill('');

  await options.filter({ hasText: 'a third one' }).click();
  const details = flow.getByRole('complementary', { name: 'Details of the message' });
  await expect(details).toContainText('Where the byte lived');
  await expect(details).toContainText('vring1 buffer 2');
  await expect(flow.getByRole('img', { name: 'Message “a third one⏎”' })).toBeVisible();
  for (const stage of ['firmware', 'queue', 'mailbox', 'interrupt', 'driver', 'reader'])
    await expect(flow.getByText(stage, { exact: true }).first()).toBeVisible();
  await details.getByRole('combobox').selectOption('queue');
  await details.getByRole('list').last().getByRole('button').first().click();
  await expect(options.and(flow.locator('[aria-selected="true"]'))).toHaveCount(1);

  await flow.page().getByRole('button', { name: 'More messages in the drawing' }).click();
  await expect(
    flow.getByText(/messages on one axis of time/).or(flow.getByLabel(/messages on one axis of time/)),
  ).toBeVisible();
  await expectAccessible(page, '[data-panel="message-flow"]');
  await flow.page().getByRole('button', { name: 'Follow the newest message' }).click();
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
});

test('no words of the message flow touch, beside the map or on the whole stage, at any zoom', async ({ page }) => {
  const { workbench, terminals, chain } = await echoed(page, ['hello', 'second', 'x', 'the last one']);
  const flow = await workbench.show('Message flow');
  const diagram = flow.getByRole('region', { name: 'Sequence diagram' });
  const more = page.getByRole('button', { name: 'More messages in the drawing' });
  const fewer = page.getByRole('button', { name: 'Fewer messages in the drawing' });
  for (const whole of [false, true]) {
    if (whole) await workbench.toggleMaximized('Message flow');
    for (; await more.isEnabled(); await more.click()) expect(await chain.touchingWords(diagram)).toEqual([]);
    expect(await chain.touchingWords(diagram)).toEqual([]);
    while (await fewer.isEnabled()) await fewer.click();
  }
  await workbench.toggleMaximized('Message flow');
  await chain.clickByte((await terminals.chooseTty(0)).getByRole('button').last(), 1);
  expect(await chain.touchingWords(diagram)).toEqual([]);
});

for (const theme of ['light', 'dark'] as const)
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 1920, height: 1080 },
  ])
    test(`the page with a chain is accessible, ${theme} at ${viewport.width}`, async ({ page }, info) => {
      await page.setViewportSize(viewport);
      const { terminals, chain } = await echoed(page, ['hello']);
      if (theme === 'dark') await page.keyboard.press('Control+Shift+L');
      await chain.clickByte((await terminals.chooseTty(0)).getByRole('button').last(), 1);
      await chain.walkTo(9);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath(`chain-${theme}-${viewport.width}.png`) });
    });
