/** Somebody whose channel never appears drops an ELF and reads what is wrong, with the evidence one click away. */
import * as broken from '../broken-firmware';
import { Diagnoses } from '../pages/diagnoses';
import { Faults } from '../pages/faults';
import { Refusal } from '../pages/refusal';
import { Terminals } from '../pages/terminals';
import { demoElf } from '../pages/workbench';
import { expect, expectAccessible, test } from '../test';

type Case = {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly title: RegExp;
  /** A chip of its evidence, and the panel that it leads to. */
  readonly chip: RegExp;
  readonly leadsTo: string;
};
const good = demoElf('tty-echo');

const seenInTheFile: readonly Case[] = [
  {
    what: 'no section .resource_table',
    bytes: broken.withoutTable(good),
    title: /not in a section \.resource_table/,
    chip: /sections .*\.somethingelse_/,
    leadsTo: 'Diagnoses',
  },
  {
    what: 'no name service',
    bytes: broken.withoutNameService(good),
    title: /does not offer the name service/,
    chip: /dfeatures = 0/,
    leadsTo: 'Diagnoses',
  },
  {
    what: 'rings of twelve',
    bytes: broken.withRings(good, 12),
    title: /12 descriptors, which is no power of two/,
    chip: /num = 12/,
    leadsTo: 'Diagnoses',
  },
  {
    what: 'the stack in the rings',
    bytes: broken.stackInRings(good),
    title: /stack begins at 0x10042000/,
    chip: /vector 0 = 0x10042000/,
    leadsTo: 'Diagnoses',
  },
];

const seenWhileRunning: readonly Case[] = [
  {
    what: 'a name that no driver knows',
    bytes: broken.misnamed(good),
    title: /"rpmsg-ttx".*Did you mean "rpmsg-tty"\?/,
    chip: /^#\d+ channel rpmsg-ttx/,
    leadsTo: 'Events',
  },
  {
    what: 'no handler for the mailbox',
    bytes: broken.withoutMailboxHandler(good),
    title: /vector of IPCC_RX1 is the default handler/,
    chip: /^C1TOC2SR 0x00000001/,
    leadsTo: 'Peripherals',
  },
  {
    what: 'a main program that returns',
    bytes: broken.spinning(good),
    title: /main\(\) has returned/,
    chip: /Reset_Handler/,
    leadsTo: 'Disassembly',
  },
];

const refused: readonly { readonly what: string; readonly bytes: Uint8Array; readonly title: RegExp }[] = [
  { what: 'linked for flash', bytes: broken.inFlash(good), title: /0x08000000|memory/ },
  { what: 'a table that lies', bytes: broken.lyingTable(good), title: /table/ },
  { what: 'rings that do not fit', bytes: broken.withRings(good, 1024), title: /vring0/ },
];

test('seen in the file, before anything runs', async ({ page }) => {
  const diagnoses = new Diagnoses(page);
  for (const { what, bytes, title, chip } of seenInTheFile) {
    await test.step(what, async () => {
      await diagnoses.drop('broken.elf', bytes);
      const card = await diagnoses.finding(title);
      await expect(diagnoses.count('1 finding')).toBeVisible();
      await card.getByRole('button', { name: chip }).click();
      await expect(diagnoses.panel.getByRole('region', { name: 'The file' })).toContainText(
        'Booting fw image broken.elf',
      );
    });
  }
});

test('refused by Linux: the answer first, then how we know, then the kernel’s words', async ({ page }) => {
  const diagnoses = new Diagnoses(page);
  const refusal = new Refusal(page);
  await diagnoses.workbench.visit();
  for (const { what, bytes, title } of refused) {
    await test.step(what, async () => {
      await diagnoses.workbench.drop('broken.elf', bytes);
      await expect(refusal.dialog.locator('p').filter({ hasText: title }).first()).toBeVisible();
      expect(await refusal.kernelLog()).toContain('Boot failed: -');
      await refusal.dismiss();
      await expect(refusal.dialog).toHaveCount(0);
    });
  }
});

test('the firmware keeps its name in a narrow bar: its beginning and its end can be read beside what is wrong', async ({
  page,
}) => {
  const name = 'OpenAMP_TTY_echo_CM4.elf';
  const diagnoses = new Diagnoses(page);
  await diagnoses.drop(name, broken.withoutNameService(good));
  await expect(diagnoses.count('1 finding')).toBeVisible();
  const chip = page.getByRole('button', { name: `Firmware ${name}` });
  const words = chip.getByTitle(name, { exact: true });
  await expect(words).toHaveText(name);
  const edge = await chip.boundingBox();
  for (const part of [words, words.getByText('_CM4.elf', { exact: true })]) {
    const box = await part.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan((edge?.x ?? 0) + (edge?.width ?? 0));
  }
  // In 11 px mono, eighteen characters.
  expect((await words.boundingBox())?.width).toBeGreaterThan(118);
});

test('seen while it runs: live, with chips that lead to the place', async ({ page }) => {
  const diagnoses = new Diagnoses(page);
  for (const { what, bytes, title, chip, leadsTo } of seenWhileRunning) {
    await test.step(what, async () => {
      await diagnoses.drop('broken.elf', bytes);
      await expect(diagnoses.panel).toContainText('Nothing wrong is seen in the file.');
      await diagnoses.workbench.run.click();
      const card = await diagnoses.finding(title);
      await expect(diagnoses.count('1 finding')).toBeVisible();
      await diagnoses.workbench.stop();
      await card.getByRole('button', { name: chip }).first().click();
      await expect(page.getByRole('region', { name: leadsTo, exact: true }).first()).toBeVisible();
    });
  }
});

test('a lost bell: why nothing happens, tried at once, and what went away is remembered', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const diagnoses = new Diagnoses(page);
  const { workbench } = diagnoses;
  const faults = new Faults(page);
  const terminals = new Terminals(page);
  await workbench.bootEcho();
  await diagnoses.open();
  await expect(diagnoses.panel).toContainText(/Nothing wrong is seen\. \d+ rules were asked at/);
  await faults.open();
  await faults.choose('Lose a bell');
  await faults.arm();
  await workbench.run.click();
  await terminals.sendToTty('first');
  await expect(diagnoses.count('1 finding')).toBeVisible();
  await workbench.stop();

  await page.locator('body').press('w');
  await expect(diagnoses.answer).toContainText('channel 2 was not rung');
  await expect(diagnoses.chain.last()).toContainText('fault 1 on purpose');
  await expect(diagnoses.stage).toContainText('vring1.used.flags = 0');
  await diagnoses.stage.getByRole('button', { name: 'Copy report' }).click();
  await expect(page.getByText('The report is in the clipboard.')).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain('## Why is nothing happening?');
  expect(report).toMatch(/- firmware: `tty-echo.elf`/);
  expect(report).toMatch(/- ampscope \d+\.\d+\.\d+, Mozilla/);
  await page.keyboard.press('Escape');
  await expect(diagnoses.stage).toHaveCount(0);

  await diagnoses.ask();
  await diagnoses.stage.getByRole('button', { name: 'Try it: ring channel 2 again' }).click();
  await expect(diagnoses.stage).toHaveCount(0);
  await expect((await terminals.chooseTty(0)).getByText('first')).toHaveCount(2);
  await expect(diagnoses.count('1 finding')).toHaveCount(0);
  await diagnoses.open();
  await expect(diagnoses.panel.getByRole('region', { name: 'No longer seen' })).toContainText('Gone since');
});

test('idle sides, and an evidence chip that leads from the answer to the moment', async ({ page }) => {
  const diagnoses = new Diagnoses(page);
  await diagnoses.drop('misnamed.elf', broken.misnamed(good));
  await diagnoses.ask();
  await expect(diagnoses.answer).toContainText('Nobody has started the M4');
  await diagnoses.stage.getByRole('button', { name: 'Try it: start the M4' }).click();
  await expect(diagnoses.count('1 finding')).toBeVisible();
  await diagnoses.workbench.stop();
  await diagnoses.ask();
  await expect(diagnoses.answer).toContainText('rpmsg-ttx');
  await diagnoses.stage.getByRole('button', { name: 'Go to where it stopped' }).click();
  await expect(diagnoses.stage).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Events', exact: true })).toContainText('rpmsg-ttx');
});

test('a line of dmesg says what it means', async ({ page }) => {
  const diagnoses = new Diagnoses(page);
  await diagnoses.drop('no-table.elf', broken.withoutTable(good));
  await diagnoses.workbench.run.click();
  const dmesg = await diagnoses.workbench.show('dmesg');
  await dmesg.getByRole('button', { name: /no resource table found/ }).click();
  const meaning = dmesg.getByRole('region', { name: 'What this line means' });
  await expect(meaning).toContainText('makes no rings, no rpmsg and no trace0');
  await expect(meaning).toContainText('Usual causes: The section .resource_table is missing');
  await meaning.getByRole('button', { name: '1 finding' }).click();
  await expect(diagnoses.panel).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is accessible, narrow and on the whole page, ${colorScheme}`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const diagnoses = new Diagnoses(page);
    const picture = async (name: string): Promise<void> =>
      info.attach(`${name}-${colorScheme}`, { body: await page.screenshot(), contentType: 'image/png' });
    await diagnoses.drop('no-handler.elf', broken.withoutMailboxHandler(good));
    await diagnoses.workbench.run.click();
    await diagnoses.finding(/vector of IPCC_RX1/);
    await diagnoses.workbench.stop();
    await expectAccessible(page, 'section[aria-label="Diagnoses"]');
    await picture('diagnoses');
    await diagnoses.ask();
    await expectAccessible(page);
    await picture('why');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await expectAccessible(page, 'section[aria-label="Why is nothing happening?"]');
    await picture('why-large');
    await page.keyboard.press('Escape');
    await diagnoses.panel.locator('xpath=ancestor-or-self::*[@data-panel]').focus();
    await page.keyboard.press('Alt+Enter');
    await expectAccessible(page, 'section[aria-label="Diagnoses"]');
    await picture('diagnoses-large');
  });
}
