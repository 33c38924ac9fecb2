/** Core registers with the call stack, and the code around the program counter. */
import { disassembleAt } from '../disassembly';
import type { Builder } from './context';

const deepest = 24;

export const registers: Builder<'registers'> = ({ target }) => {
  const { core } = target.machine;
  return {
    ...core.view(),
    callStack: core
      .callStack((address) => target.functionStart(address), deepest)
      .map((pc) => {
        const found = target.symbols.nameAt(pc);
        return { pc, function: found?.name ?? '', offset: found?.offset ?? 0 };
      }),
  };
};

export const disassembly: Builder<'disassembly'> = ({ target, breakpoints }, { at, before, after }) => {
  const { core } = target.machine;
  const held = core.state === 'held';
  const pc = held ? undefined : core.pc;
  const middle = at ?? pc;
  return { pc, held, lines: middle === undefined ? [] : disassembleAt(target, middle, before, after), breakpoints };
};
