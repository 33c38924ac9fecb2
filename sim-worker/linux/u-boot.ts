/** U-Boot's `rproc start`: the M4 runs before Linux comes up, and Linux may attach to it. Source: u-boot drivers/remoteproc/stm32_copro.c. */
import type { LinuxBus } from './kernel/ports';
import { daToPa, dmaRanges } from './remoteproc/carveouts';
import { checkElf, findTable, nextSegment } from './remoteproc/elf-loader';

const registers = { bootMcu: 0x5000_010c, tableAddress: 0x5c00_a144, m4State: 0x5c00_a148 } as const;
const running = 2;

/** Loads the file and lets the M4 go; false, and nothing is started, when a segment has no place. */
export function startByUBoot(bus: LinuxBus, bytes: Uint8Array): boolean {
  const quiet = (): void => undefined;
  if (checkElf(bytes, quiet) !== 0) return false;
  for (let header = 0; ; ) {
    const found = nextSegment(bytes, dmaRanges, header);
    if (found === undefined) break;
    if (found.kind === 'bad') return false;
    const { pa, bytes: data, zeroed } = found.segment;
    bus.writeBytes(pa, data);
    bus.writeBytes(pa + data.length, new Uint8Array(zeroed));
    header = found.next;
  }
  const table = findTable(bytes, quiet);
  const place = table === undefined ? undefined : daToPa(dmaRanges, table.da, table.bytes.length);
  if (table !== undefined && place !== undefined) bus.writeBytes(place, table.bytes);
  bus.write(registers.bootMcu, 1, 4);
  bus.write(registers.bootMcu, 0, 4);
  bus.write(registers.m4State, running, 4);
  bus.write(registers.tableAddress, place === undefined ? 0 : (table?.da ?? 0), 4);
  return true;
}
