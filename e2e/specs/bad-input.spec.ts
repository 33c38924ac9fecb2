/** Files that are no good: the kernel's own words, what to do, and nothing that was open is touched. */
import * as broken from '../broken-firmware';
import { Refusal } from '../pages/refusal';
import { Terminals } from '../pages/terminals';
import { demoElf, Workbench } from '../pages/workbench';
import { expect, test } from '../test';

type Case = {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly kernel: RegExp;
  /** What the shell prints; empty when Linux would take the file. */
  readonly shell: string;
  readonly advice: RegExp;
};
const good = demoElf('tty-echo');
const invalid = 'sh: write error: Invalid argument';
const cases: readonly Case[] = [
  {
    what: 'no ELF',
    bytes: broken.notAnElf(),
    title: 'Text file',
    kernel: /Image is too small/,
    shell: invalid,
    advice: /\.elf/,
  },
  {
    what: '64-bit',
    bytes: broken.elf64(good),
    title: '64-bit ELF file',
    kernel: /Image is too small/,
    shell: invalid,
    advice: /cortex-m4/,
  },
  {
    what: 'big-endian',
    bytes: broken.bigEndian(good),
    title: 'Big-endian ELF file',
    kernel: /Unsupported firmware endianness/,
    shell: invalid,
    advice: /-mbig-endian/,
  },
  {
    what: 'x86, which Linux does not look at',
    bytes: broken.forX86(good),
    title: 'ELF file for another processor',
    kernel: /Booting fw image/,
    shell: '',
    advice: /cortex-m4/,
  },
  {
    what: 'truncated',
    bytes: broken.truncated(good),
    title: 'Linux refuses this firmware',
    kernel: /Image is too small/,
    shell: invalid,
    advice: /Copy the file again/,
  },
  {
    what: 'a segment outside the memory',
    bytes: broken.inFlash(good),
    title: 'Linux refuses this firmware',
    kernel: /bad phdr da 0x8000000 mem 0x[0-9a-f]+\n.*Failed to load program segments: -22/,
    shell: invalid,
    advice: /link script/,
  },
  {
    what: 'a resource table that lies',
    bytes: broken.lyingTable(good),
    title: 'Linux refuses this firmware',
    kernel: /rsc table is truncated/,
    shell: invalid,
    advice: /layout of linux\/remoteproc\.h/,
  },
];

test('seven kinds of broken file are refused in words, and the session stays as it was', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  const refusal = new Refusal(page);
  await workbench.bootEcho();
  const time = await workbench.time();
  for (const { what, bytes, title, kernel, shell, advice } of cases) {
    await test.step(what, async () => {
      await workbench.drop('broken.elf', bytes);
      await expect(refusal.dialog.getByRole('heading', { level: 2 })).toHaveText(title);
      const log = await refusal.kernelLog();
      expect(log).toMatch(kernel);
      expect(log).toContain('remoteproc remoteproc0: powering up m4');
      if (shell === '') expect(log).not.toContain('write error');
      else expect(log).toContain(shell);
      expect(await refusal.advice()).toMatch(advice);
      await expect(refusal.dialog).toContainText('Nothing was replaced: tty-echo.elf is still open, as it was.');
      await refusal.dismiss();
      await expect(refusal.dialog).toHaveCount(0);
    });
  }
  expect(await workbench.time()).toBe(time);
  await workbench.run.click();
  await terminals.sendToTty('still here');
  await expect((await terminals.chooseTty(0)).getByRole('listitem')).toHaveText(['→ M4still here⏎', '← M4still here⏎']);
});

test('a refused file can be opened all the same, and fails as Linux says', async ({ page }) => {
  const workbench = new Workbench(page);
  const refusal = new Refusal(page);
  await workbench.visit();
  await workbench.drop('flash.elf', broken.inFlash(good));
  await refusal.openAnyway();
  await workbench.run.click();
  await new Terminals(page).expectKernelLine('bad phdr da 0x8000000');
  await expect(page.getByRole('region', { name: 'System map' })).toContainText(/offline|held in reset/);
});

test('a firmware without a resource table opens, and the page says what it cannot have', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.visit();
  await workbench.drop('no-table.elf', broken.withoutTable(good));
  await expect(page.getByText(/There is no \.resource_table section/)).toBeVisible();
  await expect(workbench.run).toBeVisible();
  await expect(await workbench.show('Vrings')).toContainText('no .resource_table section');
});

test('an empty file and a far too large one are turned away without a word from Linux', async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.visit();
  await workbench.drop('empty.elf', new Uint8Array(0));
  await expect(page.getByText('empty.elf is empty')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test('the same file twice, and another one while it runs: each time a fresh board', async ({ page }) => {
  const workbench = new Workbench(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await workbench.run.click();
  await terminals.sendToTty('first board');
  await expect((await terminals.chooseTty(0)).getByRole('listitem')).toHaveCount(2);
  for (const name of ['a.elf', 'b.elf'] as const) {
    await workbench.drop(name, good);
    await expect(page.getByRole('button', { name: `Firmware ${name}` })).toBeVisible();
    await expect(workbench.run).toBeVisible();
    expect(await workbench.time()).toMatch(/^0\.000/);
    await expect(await workbench.show('ttyRPMSG')).not.toContainText('first board');
    await expect(await workbench.show('Message flow')).toContainText('No message has been sent yet.');
  }
  await workbench.run.click();
  await expect(page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
});
