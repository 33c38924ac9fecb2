/** Programs of a few instructions that Linux has started, and scenes in which they have names. */
import type { Scene } from '../diagnose/scene';
import { SymbolTable } from '../firmware/symbols';
import { sceneOf } from '../session/scene';
import { LinuxBench } from './linux-bench';
import { join, makeElf, makeTable, traceEntry, words } from './make-elf';
import { staysForEver } from './played-interrupts';

const table = makeTable(traceEntry(0x1002_1000, 64));

/** These halfwords and then these literals run for so long; a busy M4 is slow to simulate. Its HardFault handler loops. */
export function running(
  halves: readonly number[],
  literals: readonly number[] = [],
  milliseconds = 2,
  options: ConstructorParameters<typeof LinuxBench>[1] = {},
): LinuxBench {
  const code = join(new Uint8Array(Uint16Array.from(halves).buffer), words(...literals));
  const bytes = makeElf({
    segments: [
      { address: 0, bytes: words(0x1004_0000, 0x1000_0001, 0, 0x1000_0101) },
      { address: 0x1000_0000, bytes: code },
      { address: 0x1000_0100, bytes: staysForEver },
      { address: 0x1002_0000, bytes: table, memsz: 0x2000 },
    ],
    table: { address: 0x1002_0000, bytes: table },
  });
  const bench = new LinuxBench(bytes, options);
  bench.shell('echo start > /sys/class/remoteproc/remoteproc0/state', 15);
  return bench.run(milliseconds);
}

/** With these symbols, 64 bytes each, and no others. */
export function named({ target }: LinuxBench, ...places: readonly (readonly [name: string, address: number])[]): Scene {
  const symbols = new SymbolTable(
    places.map(([name, address]) => ({ name, address, size: 64, kind: 'function', binding: 'global', section: 1 })),
  );
  return { ...sceneOf(target), symbols, functionAt: (pc) => symbols.nameAt(pc)?.name ?? '' };
}

/** Opens USART3's gate, sets 115200 baud at 64 MHz, UE, TE and RE; then waits for RXNE, reads and sends, for ever. */
const uartEcho = [
  0x4806, 0x4907, 0x6001, 0x4807, 0x4907, 0x60c1, 0x210d, 0x6001, 0x69c1, 0x0689, 0xd5fc, 0x6a41, 0x6281, 0xe7f9,
];
const uartLiterals = [0x5000_0a80, 1 << 15, 0x4000_f000, 556];

/** Sends back through USART3 what it receives there. */
export const uartEchoFirmware = (): Uint8Array =>
  makeElf({
    segments: [
      { address: 0, bytes: words(0x1004_0000, 0x1000_0001) },
      {
        address: 0x1000_0000,
        bytes: join(new Uint8Array(Uint16Array.from(uartEcho).buffer), words(...uartLiterals)),
      },
    ],
  });
