/** The three places that one types into or reads from: the Linux console, a ttyRPMSG, and the kernel log. */
import type { Locator, Page } from '@playwright/test';
import { expect } from '../test';
import { Workbench } from './workbench';

export class Terminals {
  readonly page: Page;
  private readonly workbench: Workbench;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
  }

  /** Types a line into a ttyRPMSG and sends it. */
  async sendToTty(text: string, port = 0): Promise<void> {
    await this.chooseTty(port);
    const input = this.page.getByRole('textbox', { name: `ttyRPMSG${port}` });
    await input.fill(text);
    await input.press('Enter');
  }

  async chooseTty(port: number): Promise<Locator> {
    const panel = await this.workbench.show('ttyRPMSG');
    const choice = panel
      .page()
      .getByRole('radiogroup', { name: 'Terminal' })
      .getByRole('radio', { name: String(port) });
    if (await choice.isVisible()) await choice.click();
    return panel.getByRole('list', { name: `Traffic of ttyRPMSG${port}` });
  }

  /** Types into the Linux shell, key by key, and sends the line. */
  async runInShell(line: string): Promise<void> {
    await this.beginInShell(`${line}\n`);
  }

  /** Types into the Linux shell, key by key, and sends nothing. */
  async beginInShell(text: string): Promise<void> {
    const panel = await this.workbench.show('Linux console');
    await panel.getByRole('textbox', { name: 'Terminal input' }).focus();
    await this.page.keyboard.type(text);
  }

  /** What the console shows now, without its line ends: long lines are broken at the panel's width. */
  async consoleText(): Promise<string> {
    const panel = await this.workbench.show('Linux console');
    const rows = await panel.locator('.xterm-accessibility-tree > *').allTextContents();
    return rows.join('').replaceAll('\u00a0', ' ');
  }

  async expectKernelLine(line: string | RegExp): Promise<void> {
    const panel = await this.workbench.show('dmesg');
    await expect(panel.getByText(line).first()).toBeVisible();
  }
}
