/** What happens to a firmware file before anything runs: the same code for a start and for a prediction. */
import type { KernelTree } from '../../contract/protocol';
import { EINVAL, ENOMEM } from '../fs/errno';
import { allocateCarveouts, type Carveout, deviceTreeCarveouts, type Voices } from './carveouts';
import { checkElf, findTable } from './elf-loader';
import { type Trace, type Vdev, walkResources, writeBackCarveouts } from './resource-table';

export type PreparedImage = {
  readonly errno: number;
  readonly carveouts: readonly Carveout[];
  /** The cached table, with notify ids and places filled in. */
  readonly table: Uint8Array | undefined;
  readonly traces: readonly Trace[];
  readonly vdevs: readonly Vdev[];
};

const empty: PreparedImage = { errno: 0, carveouts: [], table: undefined, traces: [], vdevs: [] };

/** Steps 5 to 13 of a start (linux-side reference 1.5). */
export function prepareImage(name: string, bytes: Uint8Array, voices: Voices, tree: KernelTree): PreparedImage {
  const { say } = voices;
  if (checkElf(bytes, say) !== 0) return { ...empty, errno: EINVAL };
  say(`Booting fw image ${name}, size ${bytes.length}`);
  const carveouts = deviceTreeCarveouts(tree);
  const table = findTable(bytes, say)?.bytes;
  if (table === undefined) {
    say('no resource table found for this firmware');
    return { ...empty, carveouts };
  }
  return takeTable(table, carveouts, voices);
}

/** Walks a table, gives its carveouts their places, and writes into it what Linux has chosen. */
export function takeTable(table: Uint8Array, carveouts: Carveout[], voices: Voices): PreparedImage {
  const { say } = voices;
  const { errno, traces, vdevs } = walkResources(table, carveouts, say);
  if (errno !== 0) {
    say(`Failed to process resources: -${errno}`);
    return { ...empty, errno };
  }
  if (!allocateCarveouts(carveouts, voices)) {
    say(`Failed to allocate associated carveouts: -${ENOMEM}`);
    return { ...empty, errno: ENOMEM };
  }
  writeBackCarveouts(table, carveouts);
  return { errno: 0, carveouts, table, traces, vdevs };
}
