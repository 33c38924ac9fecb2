/** What rules may look at: the bytes of a file with what the kernel will say of it, and the machine with its history. */
import type { Finding } from '../contract/diagnosis';
import type { SocEvent } from '../contract/event-schema';
import type { KernelTree } from '../contract/protocol';
import type { FaultCard } from '../contract/status-view';
import type { ElfFile } from '../firmware/elf';
import type { FileDescription } from '../firmware/preflight';
import type { SymbolTable } from '../firmware/symbols';
import type { Prediction } from '../linux/predict';
import type { LastWriter } from '../probes/last-writer';
import type { TableProbe } from '../probes/table-probe';
import type { Machine } from '../soc/machine';
import type { Chronicle } from './chronicle';

export type FileScene = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly about: FileDescription;
  readonly elf: ElfFile;
  readonly tree: KernelTree;
  readonly prediction: Prediction;
};

/** Reading never changes the machine: rules use `peek`. */
export type Scene = {
  readonly machine: Machine;
  readonly probe: TableProbe;
  /** Who wrote each byte of the memory that both sides share last. */
  readonly writers: LastWriter;
  readonly symbols: SymbolTable;
  /** `function` or `function+0x12`; empty when unknown. */
  readonly functionAt: (pc: number) => string;
  /** What a fault event says; of any other undefined. */
  readonly faultCard: (event: SocEvent) => FaultCard | undefined;
  readonly chronicle: Chronicle;
  /** undefined while no firmware is loaded. */
  readonly file: FileScene | undefined;
  /** What the bytes of that file told, once and for all. */
  readonly fileFindings: readonly Finding[];
};
