/** The whole product, thin: open firmware, run it, type a line, see it come back, and follow it step by step. */
import { Ipc } from '../pages/ipc';
import { Terminals } from '../pages/terminals';
import { demoElf, Workbench } from '../pages/workbench';
import { expect, test } from '../test';

test('drop an ELF, run, type into the tty, see the echo', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.visit();
  await workbench.drop('my-echo.elf', demoElf('tty-echo'));
  await expect(page.getByRole('button', { name: /^Firmware my-echo\.elf/ })).toBeVisible();
  expect(await workbench.phase()).toBe('paused');

  await workbench.run.click();
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
  await terminals.sendToTty('hello');
  const traffic = await terminals.chooseTty(0);
  await expect(traffic.getByRole('listitem')).toHaveText(['→ M4hello⏎', '← M4hello⏎']);
  await terminals.expectKernelLine('creating channel rpmsg-tty addr 0x400');
  await terminals.expectKernelLine('remote processor m4 is now up');

  const trace = await workbench.show('trace0');
  await expect(trace).not.toContainText('No trace buffer');
  expect(await workbench.phase()).toBe('running');
});

test('each of the two ports echoes its own lines', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await workbench.run.click();
  await terminals.sendToTty('one', 0);
  await terminals.sendToTty('two', 1);
  await expect((await terminals.chooseTty(1)).getByRole('listitem')).toHaveText(['→ M4two⏎', '← M4two⏎']);
  await expect((await terminals.chooseTty(0)).getByRole('listitem')).toHaveText(['→ M4one⏎', '← M4one⏎']);
});

test('stepping by IPC event lights the lamps and moves the rings', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  const ipc = new Ipc(page);
  await workbench.bootEcho();
  const before = { there: await ipc.indices(1), back: await ipc.indices(0) };
  expect(await ipc.isOccupied(2, 'Linux → M4')).toBe(false);

  await terminals.sendToTty('hello');
  await workbench.chooseStep('IPC event');
  await workbench.stepUntil(() => ipc.isOccupied(2, 'Linux → M4'));
  await expect(workbench.headline).toHaveText('Linux has rung channel 2.');
  expect(await ipc.indices(1)).toEqual({ ...before.there, avail: before.there.avail + 1 });
  expect(await ipc.countSlots(1, /full, the M4/)).toBe(1);

  await workbench.stepUntil(async () => !(await ipc.isOccupied(2, 'Linux → M4')));
  await workbench.stepUntil(() => ipc.isOccupied(1, 'M4 → Linux'));
  await expect(workbench.headline).toHaveText('The M4 has rung channel 1.');
  expect(await ipc.countSlots(0, /full, Linux/)).toBe(1);
  expect((await ipc.indices(0)).used).toBe(before.back.used + 1);

  await workbench.stepUntil(async () => (await ipc.indices(0)).read === before.back.used + 1);
  await workbench.stepUntil(async () => (await ipc.indices(0)).avail === before.back.avail + 1);
  expect(await ipc.countSlots(0, /full, Linux/)).toBe(0);
  await expect((await terminals.chooseTty(0)).getByRole('listitem')).toHaveText(['→ M4hello⏎', '← M4hello⏎']);
});

test('a step goes as far as its size says', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await terminals.sendToTty('abc');
  const registers = await workbench.show('Registers');
  await workbench.chooseStep('message');
  await workbench.step();
  await expect(workbench.headline).toContainText(/message|buffer/);
  await workbench.chooseStep('instruction');
  const cycles = async (): Promise<string> => (await registers.getByText(/ cycles$/).textContent()) ?? '';
  const then = await cycles();
  await workbench.pressStep();
  await expect.poll(cycles).not.toBe(then);
});

test('the message flow draws the way of the message', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await workbench.run.click();
  await terminals.sendToTty('hello');
  await expect((await terminals.chooseTty(0)).getByRole('listitem')).toHaveCount(2);
  await workbench.stop();
  const flow = await workbench.show('Message flow');
  for (const step of [/write\(“hello⏎”, 6\)/, /ring ch 2/, /IRQ 103/, /ring ch 1/, /read/]) {
    await expect(flow.getByRole('button', { name: step }).first()).toBeVisible();
  }
  await flow.getByRole('button', { name: /ring ch 2/ }).press('Enter');
  await workbench.toggleMaximized('Message flow');
  await expect(flow.getByRole('heading', { name: 'Selected step' })).toBeVisible();
  await expect(flow).toContainText('channel 2 rung by Linux');
});

test('the Linux shell drives the board', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.openDemo('tty-echo');
  await workbench.run.click();
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
  await terminals.runInShell('cat /dev/ttyRPMSG0 &');
  await terminals.runInShell('echo from the shell > /dev/ttyRPMSG0');
  await expect.poll(() => terminals.consoleText()).toMatch(/ttyRPMSG0.*from the shell.*from the shell/s);
  await terminals.runInShell('echo stop > /sys/class/remoteproc/remoteproc0/state');
  await terminals.expectKernelLine('stopped remote processor m4');
  const map = page.getByRole('region', { name: 'System map' });
  await expect(map).toContainText('held in reset');
});

test('Tab completes commands and files of the board, Ctrl-Z stops what runs', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.openDemo('tty-echo');
  await terminals.beginInShell('hexd');
  await page.keyboard.press('Tab');
  await expect.poll(() => terminals.consoleText()).toMatch(/# hexdump\s+$/);
  await terminals.beginInShell('/sys/class/rem');
  await page.keyboard.press('Tab');
  await expect.poll(() => terminals.consoleText()).toMatch(/# hexdump \/sys\/class\/remoteproc\/\s*$/);
  await terminals.beginInShell('');
  await page.keyboard.press('Control+u');
  await workbench.run.click();
  await terminals.runInShell('for i in 1 2 3; do echo turn $((i*7)); done; cat');
  await expect.poll(() => terminals.consoleText()).toContain('turn 21');
  await terminals.beginInShell('');
  await page.keyboard.press('Control+z');
  await expect.poll(() => terminals.consoleText()).toMatch(/Stopped\s+cat/);
});

test('a demo offers the lines to try', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.openDemo('tty-echo');
  await workbench.run.click();
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
  for (const line of ['cat /dev/ttyRPMSG0 &', 'echo hello > /dev/ttyRPMSG0']) {
    await page.getByRole('button', { name: 'Lines to try' }).click();
    await page.getByRole('menuitem', { name: line }).click();
  }
  await expect.poll(() => terminals.consoleText()).toMatch(/echo hello > \/dev\/ttyRPMSG0.*hello/s);
});

test('the bare mailbox: one flag each way, and no ring', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  const ipc = new Ipc(page);
  await workbench.openDemo('mailbox-pingpong');
  await workbench.run.click();
  await terminals.expectKernelLine('remote processor m4 is now up');
  await terminals.runInShell('echo hello > /sys/kernel/debug/10046000.mailbox-test/message');
  await expect
    .poll(async () => (await ipc.lamp(5, 'Linux → M4').getAttribute('aria-label')) ?? '')
    .toMatch(/rung [1-9]/);
  await expect(await workbench.show('Vrings')).toContainText(/no vrings|no virtio/i);
});
