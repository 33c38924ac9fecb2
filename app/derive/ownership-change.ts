/** What Linux' device tree says of a peripheral, and what will happen when its protection or its node is changed. */

import type { LinuxNode } from '../../sim-worker/contract/ownership';
import type { Decprot } from '../../sim-worker/contract/protocol';
import { type EtzpcCell, isMemory, protectionWords } from './etzpc';

/** "okay, stm32-usart has it": the node's status and what became of it. */
export function nodeWords({ status, driver, bound }: LinuxNode): string {
  if (status === 'none') return 'no node in Linux’ device tree';
  if (status === 'disabled') return 'disabled in Linux’ device tree';
  return bound ? `okay, ${driver} has it` : `okay, but ${driver} does not have it`;
}

/** What the resource manager of Linux does for the M4's use of it; '' where there is nothing to say. `held`: it has a device for it now. */
export function resourceWords(cell: EtzpcCell, { m4 }: LinuxNode, held: boolean): string {
  if (held) return 'Linux’ resource manager (rproc-srm-dev) holds its clocks and regulators for the M4.';
  if (m4)
    return 'Linux’ resource manager has a node of it for the M4, but no driver is bound: that comes when the M4 starts.';
  if (!cell.usedByM4 || isMemory(cell.name) || !cell.isolatable) return '';
  return 'The M4 uses it, but Linux’ resource manager has no node of it: the firmware must switch on its clocks and supplies itself.';
}

export type Change<Value> = {
  readonly value: Value;
  readonly label: string;
  /** What will happen, or why it cannot. */
  readonly sentence: string;
  readonly now: boolean;
  readonly possible: boolean;
};

/** The four values of DECPROT for this id. */
export function decprotChanges(cell: EtzpcCell, node: LinuxNode | undefined): readonly Change<Decprot>[] {
  return ([0, 1, 2, 3] as const).map((value) => {
    const now = value === cell.value;
    const why = now ? '' : whyNot(cell, value);
    return {
      value,
      label: `${value} · ${protectionWords[value].short}`,
      sentence: now ? 'As it is.' : why === '' ? consequence(cell, node, value) : why,
      now,
      possible: why === '',
    };
  });
}

function whyNot(cell: EtzpcCell, value: Decprot): string {
  if (cell.locked) return 'Locked until the next reset of the chip.';
  return value === 2 && !cell.isolatable ? 'The chip cannot isolate it for the M4.' : '';
}

function consequence(cell: EtzpcCell, node: LinuxNode | undefined, value: Decprot): string {
  const linux = value !== 3 && (node?.bound === true || cell.usedByLinux);
  const m4 = value < 2 && cell.usedByM4;
  const access = value === 1 ? 'write' : 'access';
  const refused =
    linux && m4
      ? ` The next ${access} of either is refused.`
      : linux
        ? ` Linux is not told: its next ${access} is refused.`
        : m4
          ? ` The M4’s next ${access} is refused.`
          : '';
  const probe =
    value === 3 && node?.status === 'okay' && !node.bound
      ? ` Linux does not look again: bind ${node.driver} to it.`
      : '';
  return `${protectionWords[value].sentence}${refused}${probe}`;
}

export type NodeChange = { readonly linux?: 'okay' | 'disabled'; readonly m4?: boolean };

/** What can be changed in the device tree; nothing for memories and for ids without a node. */
export function nodeChanges(cell: EtzpcCell, node: LinuxNode): readonly Change<NodeChange>[] {
  if (node.node === '' || isMemory(cell.name)) return [];
  return [...linuxChanges(cell, node), ...m4Changes(cell, node)];
}

function linuxChanges(cell: EtzpcCell, { status, driver, bound }: LinuxNode): readonly Change<NodeChange>[] {
  if (status === 'none') return [];
  const comes =
    cell.value === 3
      ? `${driver} probes it at once.`
      : 'Linux will not probe it: the ETZPC does not leave it to both sides.';
  const goes = bound ? `${driver} lets go of it and closes its clock gate.` : 'Its device goes.';
  return [
    { value: 'okay', label: 'okay for Linux', sentence: comes } as const,
    { value: 'disabled', label: 'disabled for Linux', sentence: goes } as const,
  ].map(({ value, label, sentence }) => {
    const now = value === status;
    return { value: { linux: value }, label, sentence: now ? 'As it is.' : sentence, now, possible: true };
  });
}

function m4Changes({ name }: EtzpcCell, { m4 }: LinuxNode): readonly Change<NodeChange>[] {
  const sentence = m4
    ? `From the M4’s next start on, Linux’ resource manager cares for ${name} no more.`
    : `From the M4’s next start on, Linux’ resource manager switches on what ${name} needs, for the M4.`;
  return [{ value: { m4: !m4 }, label: 'resource node for the M4', sentence, now: m4, possible: true }];
}
