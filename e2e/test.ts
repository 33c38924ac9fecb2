/** The `test` of every spec: whatever the page complains about on its console fails the test that provoked it. */
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

export { expect };

type Guards = {
  /** What the console and uncaught errors said. A spec that provokes a complaint on purpose empties it. */
  readonly complaints: string[];
};

export const test = base.extend<Guards>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await use(complaints);
      expect(complaints, 'the page complained').toEqual([]);
    },
    { auto: true },
  ],
});

/** Fails with one line per fault that axe finds in the page as it is now, or in `part` of it; behind an open modal dialog it sees nothing. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations, passes } = await (part === undefined ? axe : axe.include(part)).analyze();
  const faults = violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${impact ?? 'unknown'} ${id}: ${node.target.join(' ')}`),
  );
  expect(faults).toEqual([]);
  expect(passes.length).toBeGreaterThan(0);
}
