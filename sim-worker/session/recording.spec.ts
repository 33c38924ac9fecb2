/** A board that was recorded comes back to the same moment, event by event, and goes on from there. */
import { expect, it } from 'vitest';
import { demoElf } from '../testing/echo-bench';
import { sessionBench } from '../testing/session-bench';

const open = { name: 'tty-echo.elf', bytes: demoElf('tty-echo'), board: 'dk2', boot: 'linux' } as const;
type Bench = ReturnType<typeof sessionBench>;

const log = async ({ call }: Bench): Promise<readonly string[]> =>
  (await call('eventText', { from: 0, limit: 100_000 })).lines;

/** A board that was used in every way that counts, and stands still. */
async function used(): Promise<Bench> {
  const bench = sessionBench(1.234_567_8);
  const { call, slices } = bench;
  await call('open', open);
  await call('setLatency', { name: 'work', ns: 2_000 });
  for (let n = 0; n < 5; n++) await call('step', { kind: 'ipc-event' });
  await call('continue', {});
  await slices(150);
  await call('ttyInput', { port: 0, text: 'hello\n' });
  await slices(40);
  await call('shellInput', { text: 'echo again > /dev/ttyRPMSG1\n' });
  await slices(40);
  await call('writeMemory', { address: 0x1004_8000, bytes: Uint8Array.of(1, 2, 3) });
  await call('pause', {});
  await call('ttyInput', { port: 0, text: 'slowly\n' });
  for (let n = 0; n < 3; n++) await call('step', { kind: 'ipc-event' });
  return bench;
}

it('comes back to the same moment, and goes on as the first one does', async () => {
  const first = await used();
  const recording = await first.call('recording', {});
  const second = sessionBench();
  await second.call('open', open);
  await second.call('playAgain', recording);
  expect(await log(second)).toEqual(await log(first));
  expect(await second.call('recording', {})).toEqual(recording);
  for (const { call } of [first, second]) for (let n = 0; n < 4; n++) await call('step', { kind: 'ipc-event' });
  expect(await log(second)).toEqual(await log(first));
});

it('is stopped and watched by no rule on its way, and by all of them behind it', async () => {
  const first = await used();
  const { call, slices, views } = sessionBench();
  const on = { kind: 'memory', access: 'write', place: 'vring0.used.idx' } as const;
  await call('subscribe', { views: { status: {} } });
  await call('setStops', { rules: [{ id: 7, title: 'x', enabled: true, on, where: [], count: 1, once: false }] });
  await call('open', open);
  await call('playAgain', await first.call('recording', {}));
  expect((await call('eventText', { from: 0, limit: 100_000 })).lines).toEqual(await log(first));
  await call('ttyInput', { port: 0, text: 'more\n' });
  await call('continue', {});
  await slices(50);
  expect(views.status).toMatchObject({ phase: 'paused', stop: { rule: 7 } });
});

it('a board on which nothing was started is still started by the first Run', async () => {
  const { call, slices, views } = sessionBench();
  await call('subscribe', { views: { status: {} } });
  await call('open', open);
  await call('playAgain', await call('recording', {}));
  await call('continue', {});
  await slices(200);
  expect(views.status?.rproc).toBe('running');
});

it('refuses what it has not written, and a board that has run', async () => {
  const bench = await used();
  await expect(bench.call('playAgain', await bench.call('recording', {}))).rejects.toThrow('has run already');
  const { call } = sessionBench();
  await call('open', open);
  for (const text of ['', '{}', '{"version":0,"entries":[]}'])
    await expect(call('playAgain', { time: 5, text })).rejects.toThrow('of another version');
});
