/** Where the rehearsal takes place: RAM with code, an interpreter, and one page with data, which lies at every address. */
import {
  GuestMemory,
  pageBytes,
  pageShift,
  ramBase,
  readTableBase,
  writeTableBase,
} from '../../../kernel/guest-memory';
import { CpuState } from '../../cpu-state';
import { layout } from '../../state-layout';
import { floatsOutside } from '../floats/outside';
import type { Opcode } from '../interpret/common';
import { Interpreter } from '../interpret/interpreter';
import { usualPatience } from '../patience';
import { budgetAt, fpReadyAt, troubleAt } from '../support/addresses';
import { tableSize } from '../support/imports';
import { accessNames, type Outside } from '../support/outside';
import { reasons } from '../support/reasons';
import { Support } from '../support/support';
import { formOfHost } from '../support/transfer';
import { halvesOf } from './samples';

const ramBytes = 16 * pageBytes;

export class Stage {
  /** Guest address of the RAM's first byte. */
  readonly base = 0x1000_0000;
  readonly end = this.base + ramBytes;
  readonly state: CpuState;
  readonly support: Support;
  readonly interpreter: Interpreter;
  readonly #memory = new GuestMemory(ramBytes);

  constructor() {
    const memory = this.#memory;
    this.state = new CpuState(memory);
    this.support = new Support(memory, nobody(memory, this.state), usualPatience, formOfHost());
    const { table, imports } = this.support;
    this.interpreter = new Interpreter({
      memory,
      table,
      imports,
      form: formOfHost(),
      patience: usualPatience,
      slotsEnd: tableSize,
      isExecutable: (address) => address >= this.base && address < this.end,
      ramOffsetOf: (address) => address - this.base,
      markCode: () => undefined,
      dropped: () => undefined,
    });
    const data = ramBase + ramBytes - pageBytes;
    for (const table of [readTableBase, writeTableBase]) {
      const pages = new Int32Array(memory.wasm.buffer, table, 1 << 20);
      for (let page = 0; page < pages.length; page++) pages[page] = data - (page << pageShift);
    }
    memory.view.setInt32(fpReadyAt, 1, true);
  }

  /** Halfwords from a guest address on. */
  halves(address: number): Uint16Array {
    return this.#memory.halves.subarray((ramBase + address - this.base) >>> 1, (ramBase + ramBytes) >>> 1);
  }

  /** Writes an instruction there; answers the address behind it. */
  put(address: number, opcode: Opcode): number {
    const halves = halvesOf(opcode);
    this.halves(address).set(halves);
    return address + 2 * halves.length;
  }

  /** What all loads and stores find, whatever the address. */
  get data(): Int32Array {
    return new Int32Array(this.#memory.wasm.buffer, ramBase + ramBytes - pageBytes, pageBytes / 4);
  }

  /** Executes from this address on for about so many cycles. False: it has come to something that cannot be executed here. */
  run(pc: number, cycles: number): boolean {
    const { records } = this.interpreter;
    const { view } = this.#memory;
    this.state.pc = pc;
    this.state.words[layout.itState] = 0;
    view.setInt32(budgetAt, 0, true);
    view.setInt32(budgetAt + 4, cycles, true);
    for (;;) {
      const itState = this.state.words[layout.itState]!;
      const reason = this.support.enter(records.entryAt(this.state.pc, itState !== 0));
      if (reason === reasons.budget) return true;
      if (reason === reasons.hot) records.restore(this.state.pc);
      else if (reason !== reasons.missing || !this.interpreter.decodeFrom(this.state.pc, itState)) return false;
    }
  }
}

/** Accesses that do not lie within a page find nothing. */
function nobody(memory: GuestMemory, { words }: CpuState): Outside {
  const access = (): number => {
    memory.view.setInt32(troubleAt, 0, true);
    return 0;
  };
  return { ...Object.fromEntries(accessNames.map((name) => [name, access])), ...floatsOutside(words) } as Outside;
}
