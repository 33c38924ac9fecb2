/** What never changes about the chip, and how faithful each part is: the ledger that the page shows beside the registers. */
import type { ChipDescription } from '../contract/views';
import { etzpcIds } from '../peripherals/etzpc/ids';
import { ledger } from '../soc/fidelity';
import { blockWindows, ramRegions } from '../soc/memory-map';
import type { Target } from './target';

export function describeChip(target: Target): ChipDescription {
  const { byName } = target.machine.blocks;
  return {
    etzpc: etzpcIds,
    blocks: blockWindows.map(({ name, base }) => {
      const map = byName[name]?.registers.map;
      return { name, base, map, fidelity: map?.fidelity ?? 'absent', leavesOut: map?.leavesOut ?? '' };
    }),
    regions: ramRegions.map(({ name, base, size, alias, doc }) => ({
      name,
      base,
      size,
      aliasOf: alias === true ? target.machine.bus.canonicalOf(base) : undefined,
      doc,
    })),
    ledger,
    commands: target.machine.linux.commands,
  };
}
