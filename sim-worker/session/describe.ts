/** What never changes about the chip, and how faithful each part is: the ledger that the page shows beside the registers. */

import type { BlockDescription, ChipDescription } from '../contract/chip';
import type { RegisterMap } from '../contract/registers';
import { etzpcIds } from '../peripherals/etzpc/ids';
import { ledger } from '../soc/fidelity';
import { blockWindows, ramRegions } from '../soc/memory-map';
import type { Target } from './target';

export function describeChip(target: Target): ChipDescription {
  const { byName } = target.machine.blocks;
  return {
    etzpc: etzpcIds,
    blocks: [
      ...target.machine.core.ppb.blocks.map(({ base, registers: { map } }) => about(map.name, base, map)),
      ...blockWindows.map(({ name, base }) => about(name, base, byName[name]?.registers.map)),
    ],
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

const about = (name: string, base: number, map: RegisterMap | undefined): BlockDescription => ({
  name,
  base,
  map,
  fidelity: map?.fidelity ?? 'absent',
  leavesOut: map?.leavesOut ?? '',
});
