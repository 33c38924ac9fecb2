/** Lines of code around an address, in step with the instructions: starts at the symbol before it, where there is one. */

import { hex } from '../contract/units';
import type { DisassemblyLine } from '../contract/views';
import { disassemble } from '../cpu/isa/disassemble';
import type { Target } from './target';

/** How far back a function's start is looked for, in bytes. */
const reach = 2048;
const largest = 400;

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
    const line = lineAt(target, at, conditions[0]);
    if (line === undefined) break;
    lines.push(line.line);
    conditions = conditions.length > 0 ? conditions.slice(1) : conditionsOf(target.machine.bus.peek(at, 2) ?? 0);
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

function lineAt(
  target: Target,
  address: number,
  condition: number | undefined,
): { readonly line: DisassemblyLine; readonly length: number } | undefined {
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
      target: decoded.target,
    },
  };
}
