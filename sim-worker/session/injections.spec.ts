/** Faults on purpose as the page arms them: refused with a reason, seen in the view, gone with a fresh board and not forgotten. */
import { expect, it } from 'vitest';
import { type InjectionKind, usualInjection } from '../contract/injections';
import { demoElf } from '../testing/echo-bench';
import { sessionBench } from '../testing/session-bench';

async function opened() {
  const bench = sessionBench();
  await bench.call('open', { name: 'tty-echo.elf', bytes: demoElf('tty-echo'), board: 'dk2', boot: 'linux' });
  await bench.call('subscribe', { views: { injections: {}, status: {}, linux: {} } });
  const arm = (kind: InjectionKind, values: Readonly<Record<string, number | string>> = {}) =>
    bench.call('inject', { injection: { kind, values: { ...usualInjection(kind).values, ...values } } });
  return { ...bench, arm };
}

it('refuses what cannot be', async () => {
  const { call, arm } = await opened();
  await expect(arm('drop-kick', { channel: 9 })).rejects.toThrow('channel is 1 to 6, not 9.');
  await expect(arm('take-peripheral', { peripheral: 'UART99' })).rejects.toThrow('There is no peripheral UART99');
  await expect(call('removeInjection', { id: 1 })).rejects.toThrow('There is no fault 1.');
  await call('close', {});
  await expect(arm('kill-linux')).rejects.toThrow('open a firmware first');
});

it('tells what waits and what holds', async () => {
  const { arm, slices, views } = await opened();
  await arm('drop-kick');
  await arm('kill-linux');
  await slices(5);
  expect(views.status?.injections).toEqual({ waiting: 1, active: 1 });
  expect(views.linux?.still).toBe(true);
  expect(views.injections?.armed.map(({ id, phase, fired }) => [id, phase, fired])).toEqual([
    [1, 'waiting', 0],
    [2, 'active', 1],
  ]);
});

it('a fresh board is sound, and what was armed or removed can be armed again', async () => {
  const { call, arm, slices, views } = await opened();
  await arm('drop-kick');
  await arm('slow-linux');
  await call('removeInjection', { id: 2 });
  await slices(5);
  expect(views.injections).toMatchObject({ armed: [{ id: 1 }], earlier: ['slow-linux factor=10'] });
  await call('restart', {});
  await slices(5);
  expect(views.injections).toEqual({
    armed: [],
    earlier: ['slow-linux factor=10', 'drop-kick channel=2 from=linux nth=1'],
  });
});
