/** What runs on the Linux side, and how long things take there. */
import type { DeviceTreeName, KernelGeneration, KernelTree } from './protocol';

/** What runs on the Linux side now, for the system map. */
export type LinuxView = {
  /** A fault on purpose lets it stand still. */
  readonly still: boolean;
  readonly rproc: string;
  readonly firmwareName: string;
  readonly tasks: readonly { readonly name: string; readonly state: string }[];
  readonly channels: readonly {
    readonly service: string;
    readonly local: number;
    readonly remote: number;
    readonly driver: string;
    readonly node: string;
  }[];
  readonly ipccQueue: readonly { readonly channel: number; readonly waiting: number }[];
  readonly powerCount: number;
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  /** Name of the core dump that waits in /sys/class/devcoredump, or waited there for its five minutes; `coreDump` fetches it. */
  readonly coreDump: string | undefined;
  readonly deviceTree: DeviceTreeName;
};

/** How long things take on the Linux side, in ns of virtual time; `setLatency` changes one. */
export type LatencyView = readonly {
  readonly name: string;
  readonly value: number;
  /** What it is when nobody changes it. */
  readonly usual: number;
  readonly doc: string;
}[];
