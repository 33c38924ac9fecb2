/** The page as a whole: opening firmware, the top bar, the dock, and what is said about the run. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import type { Phase } from '../../sim-worker/contract/status-view';
import { expect } from '../test';

export type StepSize = 'instruction' | 'IPC event' | 'message';
export type DemoName = 'tty-echo' | 'mailbox-pingpong' | 'crash-recovery';

/** The bytes of a demo's ELF, as it is committed. */
export const demoElf = (name: DemoName): Buffer =>
  readFileSync(new URL(`../../public/demos/${name}/${name}.elf`, import.meta.url));

const manifest = JSON.parse(readFileSync(new URL('../../public/demos/manifest.json', import.meta.url), 'utf8')) as {
  readonly id: string;
  readonly title: string;
}[];
/** What is written on the demo's card. */
export function demoTitle(name: DemoName): string {
  const demo = manifest.find(({ id }) => id === name);
  if (demo === undefined) throw new Error(`no demo ${name} in the manifest`);
  return demo.title;
}

export class Workbench {
  readonly page: Page;
  readonly run: Locator;
  readonly pause: Locator;
  readonly headline: Locator;

  constructor(page: Page) {
    this.page = page;
    this.run = page.getByRole('banner').getByRole('button', { name: 'Run', exact: true });
    this.pause = page.getByRole('banner').getByRole('button', { name: 'Pause', exact: true });
    this.headline = page.getByRole('region', { name: 'System map' }).locator('p').first();
  }

  async visit(): Promise<void> {
    await this.page.goto('./');
    await expect(this.page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
  }

  /** Opens a demo from the gallery; the board is then paused at its first moment. */
  async openDemo(name: DemoName): Promise<void> {
    await this.visit();
    await this.page.getByRole('button', { name: demoTitle(name) }).click();
    await expect(this.run).toBeVisible();
  }

  /** Drops a file on the middle of the page, as the mouse does. */
  async drop(name: string, bytes: Uint8Array): Promise<void> {
    const data = await this.page.evaluateHandle(
      ({ name, base64 }) => {
        const transfer = new DataTransfer();
        const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([content], name));
        return transfer;
      },
      { name, base64: Buffer.from(bytes).toString('base64') },
    );
    await this.page.dispatchEvent('body', 'dragover', { dataTransfer: data });
    await this.page.dispatchEvent('body', 'drop', { dataTransfer: data });
  }

  /** Runs until both sides of the echo demo know each other, then pauses. */
  async bootEcho(): Promise<void> {
    await this.openDemo('tty-echo');
    await this.run.click();
    await this.show('ttyRPMSG');
    await expect(this.page.getByRole('textbox', { name: /ttyRPMSG0/ })).toBeVisible();
    await this.stop();
  }

  /** Opens a dialog of the firmware's menu about the machine that it runs on. */
  async openMachineDialog(title: string): Promise<Locator> {
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: /^Firmware / })
      .click();
    await this.page.getByRole('menuitem', { name: title }).click();
    const dialog = this.page.locator('dialog[open]');
    await expect(dialog.getByRole('heading', { name: title })).toBeVisible();
    return dialog;
  }

  async stop(): Promise<void> {
    await this.pause.click();
    await expect(this.run).toBeVisible();
  }

  async chooseStep(size: StepSize): Promise<void> {
    await this.page.getByRole('radio', { name: size }).click();
  }

  async pressStep(): Promise<void> {
    await this.page.getByRole('button', { name: /^Step to the next/ }).click();
  }

  /** One step, and the wait until the page shows what it did. An instruction is shorter than the last digit of the time. */
  async step(): Promise<string> {
    const before = await this.time();
    const said = await this.headline.textContent();
    await this.pressStep();
    await expect
      .poll(async () => (await this.time()) !== before || (await this.headline.textContent()) !== said)
      .toBe(true);
    return (await this.headline.textContent()) ?? '';
  }

  /** Steps until something holds; fails after `most` steps. */
  async stepUntil(holds: () => Promise<boolean>, most = 80): Promise<number> {
    for (let steps = 0; steps <= most; steps++) {
      if (await holds()) return steps;
      await this.step();
    }
    throw new Error(`It did not hold after ${most} steps. The headline: ${await this.headline.textContent()}`);
  }

  /** The virtual time as the top bar shows it. */
  async time(): Promise<string> {
    return (await this.page.getByRole('timer').textContent()) ?? '';
  }

  async phase(): Promise<Phase> {
    if (await this.page.getByRole('button', { name: 'Choose a file' }).isVisible()) return 'empty';
    if (await this.pause.isVisible()) return 'running';
    return (await this.page
      .getByRole('banner')
      .getByRole('button', { name: /Fault|locked/ })
      .isVisible())
      ? 'fault'
      : 'paused';
  }

  /** Brings a panel to the front and returns it. */
  async show(name: string): Promise<Locator> {
    const tab = this.page.getByRole('tab', { name, exact: true });
    if (await tab.isVisible()) await tab.click();
    const panel = this.page.getByRole('region', { name, exact: true }).first();
    await expect(panel).toBeVisible();
    return panel;
  }

  async toggleMaximized(name: string): Promise<void> {
    const panel = await this.show(name);
    await panel.locator('xpath=ancestor-or-self::*[@data-panel]').focus();
    await this.page.keyboard.press('Alt+Enter');
  }
}
