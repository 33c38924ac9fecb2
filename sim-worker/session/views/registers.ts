/** Core registers with the call stack, and the code around the program counter. */
import { disassembleAt } from '../disassembly';
import type { Builder } from './context';

const deepest = 24;

export const registers: Builder<'registers'> = ({ target, fault }) => {
  const { core } = target.machine;
  // The card has followed the stack from where the fault happened, which the stack of the handler need not show.
  const places =
    fault === undefined
      ? core.callStack((address) => target.functionStart(address), deepest)
      : [core.pc, ...fault.callPath.map(({ pc }) => pc)];
  return {
    ...core.view(),
    callStack: places.map((pc) => {
      const found = target.symbols.nameAt(pc);
      return { pc, function: found?.name ?? '', offset: found?.offset ?? 0 };
    }),
  };
};

export const disassembly: Builder<'disassembly'> = ({ target }, { at, before, after }) => {
  const { core } = target.machine;
  const held = core.state === 'held';
  const pc = held ? undefined : core.pc;
  const middle = at ?? pc;
  return {
    pc,
    held,
    lines: middle === undefined ? [] : disassembleAt(target, middle, before, after),
    breakpoints: target.stops.breakpoints,
  };
};
