/** What the model noted about accesses and changes, with the names that the firmware's symbols and the register maps give. */
import type { Access, Deed } from '../../contract/ownership';
import type { Processor } from '../../contract/units';
import type { LedgerLine } from '../../soc/access-ledger';
import type { DeedKind } from '../../soc/deeds';
import { blockWindows } from '../../soc/memory-map';
import { usualRegisterName } from '../../soc/register-names';
import type { Target } from '../target';

const bases: ReadonlyMap<string, number> = new Map(blockWindows.map(({ name, base }) => [name, base]));
const known = (value: number): number | undefined => (value < 0 ? undefined : value);

export function accessOf(target: Target, line: LedgerLine): Access {
  const pc = known(line.pc);
  return {
    by: line.by,
    block: line.block,
    id: line.id,
    register: registerAt(target, line.block, line.address),
    address: line.address,
    write: line.write,
    value: known(line.value),
    fate: line.fate,
    count: line.count,
    first: line.first,
    last: line.last,
    pc,
    function: pc === undefined ? '' : target.functionAt(pc),
    seq: known(line.seq),
  };
}

/** Empty in a memory and where no name is known. */
function registerAt({ machine }: Target, block: string, address: number): string {
  const base = bases.get(block);
  if (base === undefined) return '';
  const registers = machine.blocks.byName[block]?.registers;
  return registers === undefined ? usualRegisterName(block, address - base) : (registers.nameAt(address - base) ?? '');
}

/** The last time that this side did it; undefined when it never did. */
export function deedOf(target: Target, kind: DeedKind, what: string, by: Processor): Deed | undefined {
  const noted = target.machine.deeds.of(kind, what, by);
  if (noted === undefined) return undefined;
  const pc = known(noted.pc);
  return { by, time: noted.time, pc, function: pc === undefined ? '' : target.functionAt(pc), count: noted.count };
}

/** Whoever did it last. */
export function lastDeed(target: Target, kind: DeedKind, what: string): Deed | undefined {
  const linux = deedOf(target, kind, what, 1);
  const m4 = deedOf(target, kind, what, 2);
  if (linux === undefined || m4 === undefined) return linux ?? m4;
  return m4.time >= linux.time ? m4 : linux;
}

export const bothDeeds = (target: Target, kind: DeedKind, what: string): readonly Deed[] =>
  ([1, 2] as const).map((by) => deedOf(target, kind, what, by)).filter((deed) => deed !== undefined);
