/** Lines of code around an address, in step with the instructions; constants between the code are shown as what they are. */

import type { DisassemblyLine } from '../contract/core-views';
import { hex } from '../contract/units';
import { disassemble } from '../cpu/isa/disassemble';
import type { Target } from './target';

/** How far back a function's start is looked for, in bytes. */
const reach = 2048;
const largest = 400;
/** End of the vector table. Numbers below it are more often counts than addresses. */
const vectorsEnd = 0x298;

export function disassembleAt(
  target: Target,
  address: number,
  before: number,
  after: number,
): readonly DisassemblyLine[] {
  const middle = address & ~1;
  const start = Math.max(startOf(target, middle, before), 0);
  const lines: DisassemblyLine[] = [];
  let at = start;
  let conditions: readonly number[] = [];
  while (at <= middle + after * 4 && lines.length < largest) {
    const line = isData(target, at) ? dataAt(target, at) : lineAt(target, at, conditions[0]);
    if (line === undefined) break;
    lines.push(line.line);
    if (line.line.data) conditions = [];
    else conditions = conditions.length > 0 ? conditions.slice(1) : conditionsOf(target.machine.bus.peek(at, 2) ?? 0);
    at += line.length;
  }
  const here = lines.findIndex((line) => line.address >= middle);
  const from = Math.max(0, (here < 0 ? 0 : here) - before);
  return lines.slice(from, (here < 0 ? 0 : here) + after + 1);
}

/** The nearest function start before the wanted window, so that 32-bit instructions are not cut in two. */
function startOf(target: Target, middle: number, before: number): number {
  const wanted = middle - before * 4;
  const found = target.symbols.nameAt(wanted);
  if (found !== undefined && found.offset < reach) return wanted - found.offset;
  const inside = target.symbols.nameAt(middle);
  return inside !== undefined && inside.offset < reach ? middle - inside.offset : middle;
}

/** The condition of each instruction behind an IT; empty when it is none. Source: ARMv7-M ARM, A7.7.38. */
function conditionsOf(halfword: number): readonly number[] {
  const mask = halfword & 0xf;
  if (halfword >>> 8 !== 0xbf || mask === 0) return [];
  const first = (halfword >>> 4) & 0xf;
  const count = 4 - (31 - Math.clz32(mask & -mask));
  return Array.from({ length: count }, (_, i) => (i === 0 ? first : (first & ~1) | ((mask >>> (4 - i)) & 1)));
}

type Sized = { readonly line: DisassemblyLine; readonly length: number };

/** What the core is about to execute is code, whatever the file says. */
function isData({ symbols, machine: { core } }: Target, address: number): boolean {
  return symbols.contentAt(address) === 'data' && (core.state === 'held' || core.pc !== address);
}

/** A word where it is aligned and whole, else a halfword, else a byte. */
function dataAt(target: Target, address: number): Sized | undefined {
  const fits = (size: number): boolean =>
    address % size === 0 && Array.from({ length: size }, (_, i) => isData(target, address + i)).every(Boolean);
  const length = fits(4) ? 4 : fits(2) ? 2 : 1;
  const value = target.machine.bus.peek(address, length);
  if (value === undefined) return undefined;
  const digits = hex(value, 2 * length);
  const name = length === 4 ? nameOfValue(target, value >>> 0) : '';
  const text = `.${length === 4 ? 'word' : length === 2 ? 'short' : 'byte'} ${digits}`;
  return {
    length,
    line: {
      address,
      bytes: digits.slice(2),
      text: name === '' ? text : `${text} <${name}>`,
      symbol: target.functionAt(address),
      startsFunction: target.symbols.nameAt(address)?.offset === 0,
      data: true,
      target: undefined,
    },
  };
}

/** The symbol that a constant points at; a pointer to a function has the Thumb bit set. */
function nameOfValue(target: Target, value: number): string {
  if (value < vectorsEnd) return '';
  const symbol = target.symbols.symbolAt(value);
  return target.functionAt(symbol?.kind === 'function' ? value & ~1 : value);
}

function lineAt(target: Target, address: number, condition: number | undefined): Sized | undefined {
  const { bus } = target.machine;
  const first = bus.peek(address, 2);
  if (first === undefined) return undefined;
  const second = bus.peek(address + 2, 2) ?? 0;
  const decoded = disassemble(first, second, address, condition);
  const symbol = target.symbols.nameAt(address);
  const name = decoded.target === undefined ? undefined : target.functionAt(decoded.target);
  return {
    length: decoded.length,
    line: {
      address,
      bytes: decoded.length === 2 ? hex(first, 4).slice(2) : `${hex(first, 4).slice(2)} ${hex(second, 4).slice(2)}`,
      text: name === undefined || name === '' ? decoded.text : `${decoded.text} <${name}>`,
      symbol: target.functionAt(address),
      startsFunction: symbol?.offset === 0,
      data: false,
      target: decoded.target,
    },
  };
}
