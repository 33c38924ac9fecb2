/** What a user reads before a protection or a node is changed. */
import { describe, expect, it } from 'vitest';
import type { LinuxNode } from '../../sim-worker/contract/ownership';
import type { EtzpcCell } from './etzpc';
import { decprotChanges, nodeChanges, nodeWords, resourceWords } from './ownership-change';

const node: LinuxNode = { status: 'okay', node: 'serial@4000e000', driver: 'stm32-usart', bound: true, m4: false };
const cell: EtzpcCell = {
  id: 30,
  name: 'USART2',
  base: 0x4000_e000,
  value: 3,
  owner: 'shared',
  locked: false,
  usedByLinux: false,
  usedByM4: false,
  driver: '',
  gateOfM4: false,
  conflict: '',
  refused: undefined,
  isolatable: true,
  note: '',
};
const none: LinuxNode = { status: 'none', node: '', driver: '', bound: false, m4: false };
const sentence = (of: EtzpcCell, value: number, with_: LinuxNode | undefined = node): string =>
  decprotChanges(of, with_)[value]!.sentence;

it.each([
  [node, 'okay, stm32-usart has it'],
  [{ ...node, bound: false }, 'okay, but stm32-usart does not have it'],
  [{ ...node, status: 'disabled', bound: false }, 'disabled in Linux’ device tree'],
  [{ ...node, status: 'none', bound: false }, 'no node in Linux’ device tree'],
] as const)('tells what became of a node: %o', (of, words) => {
  expect(nodeWords(of)).toBe(words);
});

describe('a new value of DECPROT', () => {
  it('is refused to a driver that has the peripheral', () => {
    expect(sentence(cell, 2)).toMatch(/Isolated for the M4.* Linux is not told: its next access is refused\.$/);
    expect(sentence(cell, 1)).toMatch(/its next write is refused\.$/);
  });
  it('is refused to the M4 when it uses the peripheral, but not value 2', () => {
    const used = { ...cell, usedByM4: true };
    expect(sentence(used, 0, none)).toMatch(/The M4’s next access is refused\.$/);
    expect(sentence(used, 0)).toMatch(/The next access of either is refused\.$/);
    expect(sentence(used, 2, none)).not.toContain('refused');
  });
  it('does not make Linux look again', () => {
    expect(sentence({ ...cell, value: 0 }, 3, { ...node, bound: false })).toMatch(/bind stm32-usart to it\.$/);
  });
  it('cannot be set where the chip or a lock says no', () => {
    expect(decprotChanges({ ...cell, isolatable: false }, node).map(({ possible }) => possible)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(sentence({ ...cell, locked: true }, 0)).toBe('Locked until the next reset of the chip.');
  });
});

describe('the device tree', () => {
  it('offers both states for Linux and the node for the M4, and marks what holds', () => {
    expect(nodeChanges(cell, node).map(({ label, now }) => [label, now])).toEqual([
      ['okay for Linux', true],
      ['disabled for Linux', false],
      ['resource node for the M4', false],
    ]);
    expect(nodeChanges(cell, node)[1]!.sentence).toBe('stm32-usart lets go of it and closes its clock gate.');
  });
  it('offers nothing where there is no node', () => {
    expect(nodeChanges(cell, none)).toEqual([]);
  });
});

describe('the resource manager', () => {
  it.each([
    [cell, node, false, ''],
    [cell, { ...node, m4: true }, true, 'Linux’ resource manager (rproc-srm-dev) holds its clocks and regulators'],
    [cell, { ...node, m4: true }, false, 'no driver is bound: that comes when the M4 starts.'],
    [{ ...cell, usedByM4: true }, node, false, 'the firmware must switch on its clocks and supplies itself.'],
    [{ ...cell, name: 'SRAM1', usedByM4: true }, none, false, ''],
  ])('says what it does, or why nothing', (of, with_, held, words) => {
    const said = resourceWords(of, with_, held);
    if (words === '') expect(said).toBe('');
    else expect(said).toContain(words);
  });
});
