/** What a user may set on the board, and why not. */
import type { Entry } from '../history/journal';
import { isLatency } from '../linux/kernel/latencies';
import { etzpcIds } from '../peripherals/etzpc/ids';
import type { Machine } from '../soc/machine';

/** Inputs that set up the board: they outlive a restart, as the secure firmware and the kernel do. */
export const isSetting = ({ input: { kind } }: Entry): boolean =>
  kind === 'decprot' || kind === 'node' || kind === 'latency';

/** Why a latency cannot be set so; undefined when it can. */
export function latencyRefusal({ linux }: Machine, name: string, ns: number): string | undefined {
  if (!linux.latencies.has(name)) return `There is no latency ${name}.`;
  return isLatency(ns) ? undefined : 'A latency is a whole number of nanoseconds, at most a second.';
}

/** Why the secure firmware cannot give a peripheral away so; undefined when it can. */
export function decprotRefusal({ blocks: { etzpc } }: Machine, id: number, value: number): string | undefined {
  const entry = etzpcIds[id];
  if (entry === undefined || entry.name === '') return `ETZPC id ${id} is reserved.`;
  if (![0, 1, 2, 3].includes(value)) return 'DECPROT is 0, 1, 2 or 3.';
  if (etzpc.isLocked(id)) return `${entry.name} is locked until the next reset of the chip.`;
  return value === 2 && !entry.isolatable ? `${entry.name} cannot be isolated for the M4.` : undefined;
}

/** Why the device tree cannot be changed so; undefined when it can. */
export function nodeRefusal(
  { boot, linux: { platform } }: Machine,
  id: number,
  linux: 'okay' | 'disabled' | undefined,
  m4: boolean | undefined,
): string | undefined {
  if (boot !== 'linux') return 'There is no Linux in engineering boot.';
  const name = etzpcIds[id]?.name || `ETZPC id ${id}`;
  if (linux !== undefined && !platform.hasLinuxNode(id)) return `Linux' device tree has no node for ${name}.`;
  return m4 !== undefined && !platform.hasM4Node(id) ? `There is no resource node for ${name}.` : undefined;
}
