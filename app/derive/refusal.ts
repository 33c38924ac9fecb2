/** A refused access as a sentence, why it is so on this board, and what one can do about it. */
import type { Access, Refusal } from '../../sim-worker/contract/ownership';
import { type EtzpcCell, type EtzpcRow, protectionWords } from './etzpc';
import { addressText } from './format';

/** Bit 0 of these registers switches the peripheral on (RM0436: PE, UE, CEN, SPE, EN1). */
const enableRegisters: readonly (readonly [blocks: RegExp, register: string])[] = [
  [/^(I2C|US?ART|TIM|SPI)\d/, 'CR1'],
  [/^DAC1$/, 'CR'],
];

/** "switch on I2C4", "write CR2 of I2C4", "read SRAM3". */
function deedWords({ block, register, write, value }: Refusal): string {
  const switchesOn = enableRegisters.some(([blocks, name]) => blocks.test(block) && register === name);
  if (write && switchesOn && value !== undefined && (value & 1) === 1) return `switch on ${block}`;
  const what = register === '' ? block : `${register} of ${block}`;
  return `${write ? 'write' : 'read'} ${what}`;
}

/** "I2C4 CR1 ← 0x00000001". */
export function accessWords({ block, register, write, value, address }: Access): string {
  const what = register === '' ? `${block} ${addressText(address)}` : `${block} ${register}`;
  return write && value !== undefined ? `${what} ← ${addressText(value)}` : what;
}

const belongs: Readonly<Record<EtzpcCell['value'], string>> = {
  0: 'belongs to the secure world',
  1: 'is only to be read',
  2: 'belongs to the M4',
  3: 'is open to both by now',
};

/** The headline. `cell` says how the table stands now. */
export function refusalTitle(refusal: Refusal, cell: EtzpcCell): string {
  const who = refusal.by === 1 ? 'Linux' : 'The M4';
  const name = refusal.block === cell.name || cell.value === 3 ? refusal.block : `${cell.name}`;
  return `${who} tried to ${deedWords(refusal)}, but ${name} ${belongs[cell.value]}.`;
}

/** Why the secure firmware keeps it, where that is known. Source: the boards' OP-TEE and TF-A device trees. */
const reasons: Readonly<Record<number, string>> = {
  0: 'The secure firmware keeps the system time for itself.',
  2: 'The secure firmware feeds this watchdog.',
  5: 'On this board the power supply chip hangs on I2C4, and the secure firmware keeps it for itself.',
  7: 'The secure firmware takes its random numbers from it.',
  10: 'The secure firmware has set up the DDR and lets nobody else touch it.',
  11: 'The secure firmware has set up the DDR and lets nobody else touch it.',
};

export function whyWords(cell: EtzpcCell): string {
  const reason = cell.value < 2 ? reasons[cell.id] : undefined;
  return reason ?? protectionWords[cell.value].sentence;
}

const family = (name: string): string => name.replace(/\d+$/, '').replace('USART', 'UART');

/** Peripherals of the same kind that are open, that the M4 may have, and that nobody uses. */
function freeTwins(cell: EtzpcCell, rows: readonly EtzpcRow[]): readonly EtzpcCell[] {
  return rows
    .flatMap((row) => row.cells)
    .filter(
      (other) =>
        other.id !== cell.id &&
        other.isolatable &&
        other.value === 3 &&
        !other.usedByLinux &&
        !other.usedByM4 &&
        /\d$/.test(cell.name) &&
        family(other.name) === family(cell.name),
    );
}

/** "a", "a or b", "a, b or c". */
const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** What a user may do about a refused access or a conflict, as far as the sources know. */
export function adviceFor(cell: EtzpcCell, rows: readonly EtzpcRow[]): string {
  if (cell.value === 3)
    return `Agree on one user. For the M4: status = "disabled" for it in Linux’ device tree, its node under m4_system_resources, and the context Cortex-M4 in CubeMX. For Linux: take it out of the firmware.`;
  if (cell.value === 2)
    return 'It is kept for the M4; Linux must leave it alone: status = "disabled" for its node in Linux’ device tree.';
  const twins = freeTwins(cell, rows);
  const names = oneOf(twins.map(({ name, id }) => `${name} (id ${id})`));
  const use =
    twins.length === 0
      ? ''
      : `Use ${names}: open, and nobody uses ${twins.length === 1 ? 'it' : 'them'}. In CubeMX give it to the context Cortex-M4 and choose its pins. `;
  return cell.isolatable
    ? `${use}Or let the secure firmware open it or assign it to the M4: its ETZPC entry in the device tree of OP-TEE or TF-A.`
    : `${use}The secure firmware could open it; as far as the sources say, ids 0 to 12 never belong to the M4 alone.`;
}
