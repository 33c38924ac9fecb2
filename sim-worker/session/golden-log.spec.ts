/** The event log of one recipe of steps, as text. A browser test compares the same file: Node and the page give the same log. */
import { expect, it } from 'vitest';
import { demoElf } from '../testing/echo-bench';
import { sessionBench } from '../testing/session-bench';

/** Boot until everything is quiet, one line typed into the tty, and its way there and back. */
const bootSteps = 120;
const echoSteps = 40;

it('is the committed one', async () => {
  const { call } = sessionBench();
  await call('open', { name: 'tty-echo.elf', bytes: demoElf('tty-echo'), board: 'dk2', boot: 'linux' });
  for (let i = 0; i < bootSteps; i++) await call('step', { kind: 'ipc-event' });
  await call('ttyInput', { port: 0, text: 'hello\n' });
  for (let i = 0; i < echoSteps; i++) await call('step', { kind: 'ipc-event' });
  const { lines } = await call('eventText', { from: 0, limit: 1_000_000 });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../e2e/goldens/tty-echo-steps.txt');
});
