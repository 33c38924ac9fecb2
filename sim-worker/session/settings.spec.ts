/** What a user sets on the board: by request, told as an event, kept over a restart, and played again from the journal. */
import { describe, expect, it } from 'vitest';
import { ns } from '../contract/units';
import { replay } from '../history/journal';
import { bootedEcho, demoElf, logText } from '../testing/echo-bench';
import { sessionBench } from '../testing/session-bench';

const open = { name: 'tty-echo.elf', board: 'ev1', boot: 'linux' } as const;
const decprotOf = (words: readonly number[] | undefined, id: number): number =>
  ((words?.[id >>> 4] ?? 0) >>> (2 * (id & 15))) & 3;

describe('setDecprot', () => {
  it('changes the table as the secure firmware does, and a restart keeps it', async () => {
    const { call, views } = sessionBench();
    await call('subscribe', { views: { ownership: {} } });
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    expect(decprotOf(views.ownership?.decprot, 39)).toBe(3);
    await call('setDecprot', { id: 39, value: 2 });
    expect(decprotOf(views.ownership?.decprot, 39)).toBe(2);
    const { lines } = await call('eventText', { from: 0, limit: 1000 });
    expect(lines.at(-1)).toContain('DAC (id 39) DECPROT = 2');
    await call('restart', {});
    expect(decprotOf(views.ownership?.decprot, 39)).toBe(2);
  });

  it('locks a value, for the M4 to see and nobody to change', async () => {
    const { call, views } = sessionBench();
    await call('subscribe', { views: { ownership: {} } });
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    await call('setDecprot', { id: 39, value: 3, lock: true });
    expect((views.ownership?.locks[1] ?? 0) >>> 7).toBe(1);
    await expect(call('setDecprot', { id: 39, value: 2 })).rejects.toThrow('locked');
  });

  it.each([
    [13, 3, 'reserved'],
    [200, 3, 'reserved'],
    [10, 3, 'locked'],
    [3, 2, 'cannot be isolated'],
  ] as const)('refuses id %d, value %d: %s', async (id, value, reason) => {
    const { call } = sessionBench();
    await call('open', { ...open, bytes: demoElf('tty-echo') });
    await expect(call('setDecprot', { id, value })).rejects.toThrow(reason);
  });

  it('takes SRAM3 away from Linux: the rings cannot be made, and the replay ends the same way', () => {
    const target = bootedEcho('');
    const { machine, journal } = target;
    machine.run(ns(1e6));
    journal.record(machine, { kind: 'decprot', id: 82, value: 2, lock: false });
    machine.run(ns(60e6));
    const dmesg = machine.linux.dmesg.map(({ text }) => text);
    expect(dmesg.filter((text) => text.includes('external abort'))[0]).toContain('at 0x10040000');
    expect(dmesg).not.toContain('remoteproc remoteproc0: remote processor m4 is now up');
    const again = bootedEcho('');
    replay(again.machine, journal.entries.slice(again.journal.entries.length), 60e6);
    expect(logText(again)).toEqual(logText(target));
  });
});

it('there is no device tree to change where no Linux runs', async () => {
  const { call } = sessionBench();
  await call('open', { ...open, boot: 'engineering', bytes: demoElf('tty-echo') });
  await expect(call('setLinuxNode', { id: 30, linux: 'okay' })).rejects.toThrow('no Linux');
});

it('the device tree changes by request: the driver comes, and stays over a restart', async () => {
  const { call, views } = sessionBench();
  await call('subscribe', { views: { ownership: {}, linux: {} } });
  await call('open', { ...open, bytes: demoElf('tty-echo'), deviceTree: 'm4-examples' });
  expect(views.linux?.deviceTree).toBe('m4-examples');
  await call('setLinuxNode', { id: 30, linux: 'okay', m4: true });
  await call('restart', {});
  expect(views.ownership?.linux[30]).toMatchObject({ status: 'okay', bound: true, m4: true });
  await expect(call('setLinuxNode', { id: 44, linux: 'okay' })).rejects.toThrow('no node for MDIOS');
  await expect(call('setLinuxNode', { id: 69, m4: true })).rejects.toThrow('no resource node for VREFBUF');
});

it('the boards differ in what their secure firmware keeps', () => {
  const [dk2, ev1] = (['dk2', 'ev1'] as const).map(
    (board) => bootedEcho('', 'tty-echo', { board }).machine.blocks.etzpc,
  );
  // I2C4 carries the PMIC.
  expect([dk2?.decprotOf(5), ev1?.decprotOf(5)]).toEqual([0, 3]);
  expect([dk2?.isLocked(10), ev1?.isLocked(10)]).toEqual([false, true]);
});
