/** Units are types: a number that says what it counts, so that a cycle is never handed over as a nanosecond. */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Virtual time since the board came up, in whole nanoseconds. It never follows the wall clock. */
export type Nanoseconds = Unit<'ns'>;
/** Clock cycles of the Cortex-M4. */
export type Cycles = Unit<'cycles'>;

export const ns = (value: number): Nanoseconds => value as Nanoseconds;
export const us = (value: number): Nanoseconds => (value * 1_000) as Nanoseconds;
export const ms = (value: number): Nanoseconds => (value * 1_000_000) as Nanoseconds;
export const cycles = (value: number): Cycles => value as Cycles;

/** Who drives the bus: the Cortex-A7 (Linux), the Cortex-M4, a DMA controller, the debugger, or a fault that was injected. */
export type Initiator = 'a7' | 'm4' | 'dma' | 'debugger' | 'injection';
/** No part of the chip: no firewall and no ownership holds it back. */
export const isFromOutside = (by: Initiator): boolean => by === 'debugger' || by === 'injection';
/** IPCC's own numbering of the two processors: 1 is the Cortex-A7, 2 the Cortex-M4 (RM0436, IPCC). */
export type Processor = 1 | 2;
/** Bytes moved by one bus access. */
export type AccessSize = 1 | 2 | 4;

export const hex = (value: number, digits = 8): string => `0x${(value >>> 0).toString(16).padStart(digits, '0')}`;
