/** Engineering boot: no Linux; a debugger writes the segments and lets the M4 go, as one does over SWD. */
import type { ElfFile } from '../firmware/elf';
import type { Machine } from '../soc/machine';

const mpGcr = 0x5000_010c;
const bootMcu = 1;

/** Writes every PT_LOAD to its load address, zeroes the rest, and lets the M4 go. Segments outside memory are left out. */
export function loadByDebugger(machine: Machine, bytes: Uint8Array, elf: ElfFile): void {
  for (const segment of elf.segments) {
    if (segment.type !== 'load') continue;
    const copy = new Uint8Array(Math.min(segment.memorySize, machine.memory.ramBytes));
    copy.set(bytes.subarray(segment.offset, segment.offset + Math.min(segment.fileSize, copy.length)));
    if (machine.bus.regionAt(segment.physicalAddress)?.kind === 'ram') {
      machine.bus.writeBytes(segment.physicalAddress, copy, 'debugger');
    }
  }
  startByDebugger(machine);
}

/** Sets BOOT_MCU: the M4 takes SP and PC from its vector table. */
export function startByDebugger(machine: Machine): void {
  machine.bus.write(mpGcr, bootMcu, 4, 'debugger');
}
