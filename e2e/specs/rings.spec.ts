/** Rings one can read: right ones, broken ones, and the memory that they lie in. */
import { MemoryMap, Rings } from '../pages/rings';
import { Terminals } from '../pages/terminals';
import { Workbench } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

test('a letter in a ring: its history, its writers, and other names for the sides', async ({ page }, info) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  const rings = new Rings(page);
  await workbench.bootEcho();
  await terminals.sendToTty('hello');
  await workbench.chooseStep('IPC event');
  await workbench.stepUntil(async () => (await workbench.headline.textContent()) === 'The M4 has rung channel 1.');
  await rings.openLarge();
  await expect(rings.panel.getByRole('heading', { name: 'Descriptor 2' })).toBeVisible();
  await expect(rings.panel).toContainText('16 of 16 accounted for');
  await expect(rings.panel).toContainText('payload, 6 of 496 bytes');
  await expect(rings.slots(0).nth(2)).toHaveAccessibleName('Slot 2, descriptor 2: full, Linux may read it');

  await rings.lookAt('History');
  const history = rings.panel.getByRole('list', { name: 'History of descriptor 2' }).getByRole('listitem');
  await expect(history.first()).toContainText('the M4 gave it back');
  await expect(history.first()).toContainText('“hello⏎”');
  await expect(history.nth(1)).toContainText('Linux gave it to the M4');

  await rings.lookAt('Who wrote this?');
  const writers = rings.panel.getByRole('list', { name: 'Writers of the buffer' }).getByRole('listitem');
  await expect(writers.filter({ hasText: 'M4' }).first()).toContainText(/send_to|memcpy/);
  await expectAccessible(page, '[data-panel="vrings"]');
  await info.attach('writers', { body: await page.screenshot(), contentType: 'image/png' });

  await rings.callSides('host / remote');
  await expect(rings.panel).toContainText('the host may read it');
  await expect(rings.slots(0).nth(5)).toHaveAccessibleName('Slot 5, descriptor 5: empty, the remote may fill it');
  await rings.callSides('rx / tx');
  await expect(page.getByText('carries messages M4 TX → Linux RX')).toBeVisible();
  await rings.callSides('Linux / M4');

  await rings.ledger.getByRole('checkbox', { name: 'both rings' }).check();
  await expect(rings.ledger).toContainText('32 of 32 accounted for');
  await rings.ledger.getByRole('combobox', { name: 'Show' }).selectOption('full');
  await expect(rings.ledger.getByRole('row')).toHaveCount(2);
  await expect(rings.ledger.getByRole('row').nth(1)).toContainText('“hello⏎”, 6 B');
});

test('a ring that somebody has broken is drawn, and what is wrong with it is named', async ({ page }, info) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  const rings = new Rings(page);
  await workbench.bootEcho();
  await workbench.run.click();
  // used.idx of vring0, and the buffer of its descriptor 3.
  await terminals.runInShell('devmem 0x10040132 16 200');
  await terminals.runInShell('devmem 0x10040030 32 0x20000000');
  await expect.poll(() => terminals.consoleText()).toMatch(/0x20000000.*# /);
  await workbench.stop();
  await rings.openLarge();
  await expect(rings.problems(0).filter({ hasText: /used\.idx 200 has overtaken avail\.idx \d+/ })).toBeVisible();
  await expect(rings.problems(0).filter({ hasText: 'descriptor 3 names 0x20000000, where no RAM is' })).toBeVisible();
  await expect(rings.panel.getByRole('img', { name: /^Broken:/ })).toBeVisible();
  await expectAccessible(page, '[data-panel="vrings"]');
  await info.attach('broken', { body: await page.screenshot(), contentType: 'image/png' });
  await rings.problems(0).first().getByRole('button', { name: /^#/ }).click();
  await expect(
    page
      .getByRole('region', { name: 'Events' })
      .getByText(/vring0 is broken/)
      .first(),
  ).toBeVisible();
});

test('sixteen messages that the M4 never hears of stand in the ring', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  const rings = new Rings(page);
  await workbench.bootEcho();
  await workbench.run.click();
  // C2MR: the M4 hears no bell any more.
  await terminals.runInShell('devmem 0x4c001014 32 0x3f003f');
  await terminals.runInShell('for i in 1 2 3 4 5 6 7 8 9 a b c d e f g h; do echo $i > /dev/ttyRPMSG0; done');
  await expect.poll(() => terminals.consoleText()).toContain('Cannot allocate memory');
  await workbench.stop();
  await rings.openLarge();
  await rings.chooseRing(1);
  const full = rings.slots(1).and(page.getByRole('option', { name: /full, the M4 may read it/ }));
  await expect(full).toHaveCount(16);
  await expect(rings.ledger).toContainText('16 of 16 accounted for');
  await expect(rings.ledger).toContainText('waits for the M4');
});

test('the memory map says who wrote a byte last, and Memory says the same', async ({ page }, info) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  const map = new MemoryMap(page);
  await workbench.bootEcho();
  await terminals.sendToTty('hello');
  await workbench.chooseStep('IPC event');
  await workbench.stepUntil(async () => (await workbench.headline.textContent()) === 'The M4 has rung channel 1.');
  await map.openLarge();
  await map.choose('vring0 used');
  await expect(await map.whoWrote(2)).toContainText(/M4 in \w+\+0x[0-9a-f]+, .* ago/);
  await map.choose('vring0 avail');
  await expect(await map.whoWrote(2)).toContainText(/Linux, .* ago/);
  await map.choose('vring0 buffer 2');
  await expect(await map.whoWrote(16)).toContainText('M4 in memcpy');
  await expectAccessible(page, '[data-panel="memory-map"]');
  await info.attach('memory map', { body: await page.screenshot(), contentType: 'image/png' });

  await map.panel.getByRole('button', { name: 'Show in Memory' }).click();
  const memory = page.getByRole('region', { name: 'Memory', exact: true });
  await expect(memory.getByText('was last written by')).toContainText('0x10042410');
  await expect(memory).toContainText('M4 in memcpy');
  await memory.getByRole('gridcell', { selected: true }).press('ArrowDown');
  await expect(memory.getByText('was last written by')).toContainText('0x10042420');
  await expectAccessible(page, '[data-panel="memory"]');
  await memory.getByRole('gridcell', { selected: true }).press('ArrowUp');
  await memory.getByRole('button', { name: 'Code' }).click();
  await expect(page.getByRole('region', { name: 'Disassembly' })).toContainText('memcpy');
});
