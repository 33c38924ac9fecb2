/** Who may pass: ETZPC, clock gates and holes, each refusal told as an event. */
import type { DeviceRegion, Policy, Region } from '../bus/regions';
import type { EtzpcAnswer } from '../contract/protocol';
import { type Initiator, isFromOutside } from '../contract/units';
import type { Clock } from '../kernel/clock';
import type { EventLog } from '../kernel/event-log';
import { type AccessFact, AccessLedger } from './access-ledger';
import { type BlockWindow, blockWindows, ramFirewall } from './memory-map';

const initiatorNames: Readonly<Record<Initiator, string>> = {
  a7: 'Linux',
  m4: 'M4',
  dma: 'DMA',
  debugger: 'debugger',
  injection: 'injection',
};
const windowByName: ReadonlyMap<string, BlockWindow> = new Map(blockWindows.map((window) => [window.name, window]));

/** What stands guard before a region. */
type Gate = { readonly window: BlockWindow | undefined; readonly block: string; readonly id: number | undefined };

function gateOf(region: Region): Gate {
  if (region.kind === 'ram') {
    const block = region.name.replace(/ (alias|\(M4 view\))$/, '');
    return { window: undefined, block, id: ramFirewall[block] };
  }
  const window = windowByName.get(region.name);
  return { window, block: region.name, id: window?.etzpc };
}

/** The DECPROT value that lets both sides in. */
const open = 3;

/** May this initiator make this access under this DECPROT value? Source: ETZPC_DECPROT description. */
function permits(decprot: number, by: Initiator, write: boolean): boolean {
  if (isFromOutside(by)) return true;
  if (decprot === open) return true;
  if (decprot === 1) return !write;
  return decprot === 2 && by !== 'a7';
}

export type FirewallPorts = {
  readonly log: EventLog;
  readonly clock: Clock;
  /** The hardware's answer to a refused access is not public: a setting. */
  readonly answer: EtzpcAnswer;
  readonly decprot: (id: number) => number;
  readonly isClocked: (gate: string) => boolean;
};

/** Repeats of one and the same access are told at 1, 10, 100, … so that a polling loop cannot flood the log. */
class Repeats {
  #counts = new Map<string, number>();

  /** The count when it is worth telling, else 0. */
  next(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return 10 ** Math.floor(Math.log10(count)) === count ? count : 0;
  }

  save(): readonly (readonly [string, number])[] {
    return [...this.#counts];
  }

  load(state: readonly (readonly [string, number])[]): void {
    this.#counts = new Map(state);
  }
}

export class Firewall implements Policy {
  /** Per ETZPC id: bit 0 Linux touched it, bit 1 the M4 did. */
  readonly users = new Uint8Array(96);
  /** Who accessed what, and what became of it. */
  readonly ledger = new AccessLedger();
  readonly #ports: FirewallPorts;
  readonly #repeats = new Repeats();
  readonly #gates = new Map<Region, Gate>();
  /** The access in question; one for all, because there are many and nobody keeps it. */
  readonly #fact: { -readonly [F in keyof AccessFact]: AccessFact[F] } = {
    by: 1,
    block: '',
    id: undefined,
    fate: 'accepted',
    write: false,
    address: 0,
    value: -1,
    time: 0,
    pc: undefined,
    seq: undefined,
    place: 0,
  };
  /** Per block: bit 0 Linux has touched it, bit 1 the M4 has since its last reset. */
  #touched = new Map<string, number>();

  constructor(ports: FirewallPorts) {
    this.#ports = ports;
  }

  check(region: Region, address: number, write: boolean, by: Initiator, value?: number): 'ok' | 'zero' | 'refused' {
    const { window, block, id } = this.#gateOf(region);
    if (window !== undefined) this.#touch(window.name, address, write, by);
    const decprot = id === undefined ? open : this.#ports.decprot(id);
    // Whether open memory is asked for here depends on who watches it.
    if (region.kind === 'ram' && decprot === open) return 'ok';
    const fact = this.#fact;
    fact.by = by === 'a7' ? 1 : 2;
    fact.block = block;
    fact.id = id;
    fact.write = write;
    fact.address = address;
    fact.value = value ?? -1;
    fact.time = this.#ports.clock.now;
    fact.pc = by === 'm4' ? this.#ports.log.context.pc : undefined;
    fact.place = region.kind === 'ram' ? region.base : address;
    if (!permits(decprot, by, write)) return this.#refuse(fact, by);
    if (id !== undefined) this.users[id]! |= by === 'a7' ? 1 : 2;
    if (window?.gate !== undefined && !this.#ports.isClocked(window.gate)) return this.#unclocked(fact, by);
    this.ledger.record(fact);
    return 'ok';
  }

  #gateOf(region: Region): Gate {
    const known = this.#gates.get(region);
    if (known !== undefined) return known;
    const gate = gateOf(region);
    this.#gates.set(region, gate);
    return gate;
  }

  #refuse(fact: AccessFact, by: Initiator): 'zero' | 'refused' {
    const { block, address, write } = fact;
    const { answer, log } = this.#ports;
    const told = this.#repeats.next(`refused ${by} ${address} ${write}`) > 0;
    const fields = { by: initiatorNames[by], peripheral: block, address, write, answer: this.answerTo(write) };
    this.ledger.record({ ...fact, fate: 'refused', seq: told ? log.record('etzpc.refused', fields) : undefined });
    return answer === 'bus-error' ? 'refused' : 'zero';
  }

  #unclocked(fact: AccessFact, by: Initiator): 'zero' {
    const { block, address, write } = fact;
    const told = this.#repeats.next(`unclocked ${by} ${address} ${write}`) > 0;
    const fields = { by: initiatorNames[by], block, address, write };
    const seq = told ? this.#ports.log.record('rcc.unclocked', fields) : undefined;
    this.ledger.record({ ...fact, fate: 'unclocked', seq });
    return 'zero';
  }

  /** What a refused access gets, in words. */
  answerTo(write: boolean): string {
    if (this.#ports.answer === 'bus-error') return 'bus error';
    return write ? 'write ignored' : 'read as zero';
  }

  /** The firmware begins anew: its first accesses are told again. */
  m4Reset(): void {
    for (const [name, sides] of this.#touched) this.#touched.set(name, sides & ~2);
  }

  #touch(peripheral: string, address: number, write: boolean, by: Initiator): void {
    if (by !== 'a7' && by !== 'm4') return;
    const side = by === 'a7' ? 1 : 2;
    const before = this.#touched.get(peripheral) ?? 0;
    if ((before & side) !== 0) return;
    this.#touched.set(peripheral, before | side);
    this.#ports.log.record('peripheral.touched', { by: side, peripheral, address, write });
  }

  unmodelled(region: DeviceRegion, address: number, write: boolean, by: Initiator): void {
    const times = this.#repeats.next(`unmodelled ${by} ${address} ${write}`);
    if (times === 0) return;
    this.#ports.log.record('honesty.unmodelled', { by: initiatorNames[by], block: region.name, address, write, times });
  }

  unmapped(address: number, write: boolean, by: Initiator): void {
    if (this.#repeats.next(`unmapped ${by} ${address} ${write}`) === 0) return;
    this.#ports.log.record('honesty.unmapped', { by: initiatorNames[by], address, write });
  }

  save(): {
    readonly users: readonly number[];
    readonly repeats: readonly (readonly [string, number])[];
    readonly touched: readonly (readonly [string, number])[];
    readonly ledger: ReturnType<AccessLedger['save']>;
  } {
    return {
      users: Array.from(this.users),
      repeats: this.#repeats.save(),
      touched: [...this.#touched],
      ledger: this.ledger.save(),
    };
  }

  load(state: ReturnType<Firewall['save']>): void {
    this.users.set(state.users);
    this.#repeats.load(state.repeats);
    this.#touched = new Map(state.touched);
    this.ledger.load(state.ledger);
  }
}
