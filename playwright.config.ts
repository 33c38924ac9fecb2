/** Tests of the built page (`npm run build` first) in a real browser. */
import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/browser';

const port = 47615;
const { executablePath, args, env } = await findBrowser();

export default defineConfig({
  testDir: 'e2e/specs',
  // A measurement, for a machine that does nothing else.
  testIgnore: process.env.FRAMES === undefined ? 'frame-time.spec.ts' : [],
  outputDir: 'test-results/e2e',
  snapshotPathTemplate: 'e2e/goldens/{testFileName}/{arg}{ext}',
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  // A busy machine with two cores takes many times what an idle one does.
  timeout: 150_000,
  reporter: 'list',
  expect: { timeout: 20_000, toHaveScreenshot: { maxDiffPixelRatio: 0.001, animations: 'disabled' } },
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: [...args], env: { ...env } },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
  webServer: {
    command: `vite preview --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
});
