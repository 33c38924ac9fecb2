/** What the firmware loader has before it, for those who explain what it did. */
import type { FileSystem } from '../fs/file-system';
import { firmwareFolder } from './rproc-stages';
import type { RprocState } from './rproc-state';

export type LoaderView = {
  /** Names in /lib/firmware, sorted. */
  readonly names: () => readonly string[];
  readonly contents: (name: string) => Uint8Array | undefined;
  /** The resource table as it was written into the memory of the M4; undefined when none was. */
  readonly table: Uint8Array | undefined;
};

export const loaderView = (files: FileSystem, { cached, live }: Readonly<RprocState>): LoaderView => ({
  names: () => files.list(firmwareFolder).map((path) => path.slice(firmwareFolder.length + 1)),
  contents: (name) => files.contents(`${firmwareFolder}/${name}`),
  table: live === undefined ? undefined : cached,
});
