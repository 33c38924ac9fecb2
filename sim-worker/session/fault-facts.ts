/** What can be known about a fault at the moment it is taken: the instruction, its data, the stacked frame, the way it came. */
import type { SocEvent } from '../contract/event-schema';
import type { FaultCard } from '../contract/status-view';
import { faultBits } from '../cpu/fault-words';
import { disassemble } from '../cpu/isa/disassemble';
import type { Target } from './target';

const stackedNames = ['r0', 'r1', 'r2', 'r3', 'r12', 'lr', 'pc', 'xpsr'] as const;
/** Bytes of a frame, without and with floating-point state. */
const frameBytes = { basic: 0x20, extended: 0x68 } as const;
/** EXC_RETURN bits. Source: ARMv7-M ARM, table B1-9. */
const excReturn = { process: 0xd, basicFrame: 16 } as const;
const deepest = 12;
/** Words that a fault handler may have pushed before somebody looks. */
const mostPushed = 16;
/** Of the PC in a frame. */
const stackedPc = 24;
/** The frame could not be written: what lies there is something else. */
const stackingErrors: readonly string[] = ['CFSR.STKERR', 'CFSR.MSTKERR'];
/** Events before the fault that may tell why the bus refused. */
const looksBack = 6;
/** An imprecise fault comes a few instructions behind its store, in ns. */
const soonAfter = 1_000;

export type FaultEvent = Extract<SocEvent, { kind: 'fault.taken' | 'fault.locked-up' }>;
export type FaultFacts = Pick<FaultCard, 'pc' | 'function' | 'instruction' | 'data' | 'bits' | 'frame' | 'callPath'> & {
  /** `HardFault`, … */
  readonly name: string;
  /** The core's own words. */
  readonly cause: string;
  /** Registers at the fault by name, r0-r15. */
  readonly registers: Readonly<Record<string, number>>;
  /** Why the bus said no, as the event before the fault tells it. */
  readonly refusal: Extract<SocEvent, { kind: 'honesty.unmapped' | 'etzpc.refused' }> | undefined;
};

/** Best when the core has just entered the handler: what it has changed since is not known any more. */
export function factsOf(target: Target, event: FaultEvent): FaultFacts {
  const { core } = target.machine;
  const pc = event.pc ?? core.pc;
  const taken = event.kind === 'fault.taken' ? event.fields : undefined;
  // Stacking may have added its own bits to those of the event.
  const bits = faultBits(statusWord(target, 'CFSR'), statusWord(target, 'HFSR'));
  const frame = taken === undefined ? undefined : frameOf(target, pc);
  const isStacked = !bits.some(({ name }) => stackingErrors.includes(name));
  const registers = registersAt(target, frame, isStacked);
  const refusal = refusalBefore(target, event);
  const address = refusal?.fields.address ?? (taken === undefined || taken.address === pc ? undefined : taken.address);
  const functionStart = (at: number): number | undefined => target.functionStart(at);
  const path =
    taken === undefined
      ? core.callStack(functionStart, deepest)
      : isStacked
        ? core.callStack(functionStart, deepest + 1).slice(1)
        : core.callStack(functionStart, deepest, { pc, sp: registers.sp ?? 0 });
  return {
    name: taken?.name ?? 'Lock-up',
    cause: event.fields.cause,
    pc,
    function: target.functionAt(pc),
    instruction: bits.some(({ name }) => name === 'CFSR.INVSTATE') ? '' : instructionAt(target, pc),
    data: address === undefined ? undefined : placeOf(target, address),
    bits,
    frame: isStacked ? frame : undefined,
    callPath: path.map((at) => ({ pc: at, function: target.functionAt(at) })),
    registers,
    refusal,
  };
}

/** A place in words: region and symbol. */
function placeOf(target: Target, address: number): NonNullable<FaultCard['data']> {
  const { bus, core } = target.machine;
  const known = core.ppb.holds(address) ? 'private peripherals' : bus.regionAt(address)?.name;
  return { address, region: known ?? 'nothing is there', symbol: target.functionAt(address) };
}

/** The core's LR says which stack it used, until the handler changes it. What the handler has pushed lies below the frame. */
function frameOf(target: Target, pc: number): FaultCard['frame'] {
  const { bus, core } = target.machine;
  const { r, psp, msp } = core.view();
  const exc = r[14] ?? 0;
  if (exc >>> 8 !== 0xff_ffff) return undefined;
  const top = (exc & 0xf) === excReturn.process ? psp : msp;
  const pushed = Array.from({ length: mostPushed }, (_, i) => 4 * i).find(
    (i) => bus.peek(top + i + stackedPc, 4) === pc,
  );
  const address = top + (pushed ?? 0);
  const words = stackedNames.map((name, i) => [name, bus.peek(address + 4 * i, 4)] as const);
  if (words.some(([, word]) => word === undefined)) return undefined;
  return { address, registers: Object.fromEntries(words) as Record<string, number> };
}

function registersAt(target: Target, frame: FaultCard['frame'], isStacked: boolean): Readonly<Record<string, number>> {
  const { r } = target.machine.core.view();
  const now = Object.fromEntries(r.map((value, i) => [`r${i}`, value]));
  if (frame === undefined) return { ...now, sp: r[13] ?? 0 };
  const size = ((r[14] ?? 0) & excReturn.basicFrame) !== 0 ? frameBytes.basic : frameBytes.extended;
  const padding = ((frame.registers.xpsr ?? 0) >>> 9) & 1 ? 4 : 0;
  if (!isStacked) return { ...now, sp: frame.address + size };
  return { ...now, ...frame.registers, sp: frame.address + size + padding };
}

export function instructionAt(target: Target, pc: number): string {
  const { bus } = target.machine;
  const first = bus.peek(pc, 2);
  return first === undefined ? '' : disassemble(first, bus.peek(pc + 2, 2) ?? 0, pc).text;
}

function refusalBefore(target: Target, event: FaultEvent): FaultFacts['refusal'] {
  const { log } = target.machine;
  for (let seq = event.seq - 1; seq >= Math.max(log.first, event.seq - looksBack); seq--) {
    const before = log.at(seq);
    const isRefusal = before?.kind === 'honesty.unmapped' || before?.kind === 'etzpc.refused';
    if (isRefusal && before.pc === event.pc && event.time - before.time < soonAfter) return before;
  }
  return undefined;
}

const statusWord = (target: Target, name: 'CFSR' | 'HFSR'): number =>
  target.machine.core.ppb.blocks.find(({ registers }) => registers.map.name === 'SCB')?.registers.values()[name] ?? 0;
