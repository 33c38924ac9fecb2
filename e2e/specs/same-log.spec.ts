/** The worker in the browser gives the very event log that the model gives in Node. */
import { readFileSync } from 'node:fs';
import { expect, test } from '../test';

const golden = readFileSync(new URL('../goldens/tty-echo-steps.txt', import.meta.url), 'utf8');
const steps = { boot: 120, echo: 40 };

test('the event log of the echo demo is the one that Node gives', async ({ page }) => {
  const worker = page.waitForEvent('worker');
  await page.goto('./');
  const url = (await worker).url();
  const text = await page.evaluate(
    async ({ url, steps }) => {
      const model = new Worker(url, { type: 'module' });
      const waiting = new Map<number, (result: unknown) => void>();
      model.onmessage = ({ data }) => {
        if (data.type === 'frame') model.postMessage({ type: 'taken' });
        if (data.type === 'reply') waiting.get(data.id)?.(data.result);
      };
      let next = 1;
      const call = (kind: string, params: object): Promise<unknown> =>
        new Promise((resolve) => {
          const id = next++;
          waiting.set(id, resolve);
          model.postMessage({ id, kind, params });
        });
      const elf = await fetch('./demos/tty-echo/tty-echo.elf');
      const bytes = new Uint8Array(await elf.arrayBuffer());
      await call('open', { name: 'tty-echo.elf', bytes, board: 'dk2', boot: 'linux' });
      for (let i = 0; i < steps.boot; i++) await call('step', { kind: 'ipc-event' });
      await call('ttyInput', { port: 0, text: 'hello\n' });
      for (let i = 0; i < steps.echo; i++) await call('step', { kind: 'ipc-event' });
      const { lines } = (await call('eventText', { from: 0, limit: 1_000_000 })) as { lines: string[] };
      model.terminate();
      return `${lines.join('\n')}\n`;
    },
    { url, steps },
  );
  expect(text).toBe(golden);
});
