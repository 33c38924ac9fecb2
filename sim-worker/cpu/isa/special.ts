/** What MRS, MSR and CPS read and write, with their privilege rules. Source: ARMv7-M ARM, B5.2. */
import type { Cell, Imm, Machine } from './machine';
import { imm, sp } from './operands';

/** SYSm values. Source: ARMv7-M ARM, table B5-1. */
const sysm = { msp: 8, psp: 9, primask: 16, basepri: 17, basepriMax: 18, faultmask: 19, control: 20 } as const;
/** Four of the eight priority bits exist. */
const priorityBits = imm(0xf0);
/** Condition codes that are one flag. */
const flag = { Z: 0, C: 2, N: 4, V: 6 } as const;
/** CONTROL bits. */
const nPriv = imm(1);
const spSel = imm(2);
const zero = imm(0);

type Any<I, B, F, L> = Machine<I, B, F, L>;

const isPrivileged = <I, B, F, L>(m: Any<I, B, F, L>): B =>
  m.not(m.isZero(m.or(m.cell('IPSR'), m.toInt(m.isZero(m.and(m.cell('CONTROL'), m.imm(nPriv)))))));

const usesProcessStack = <I, B, F, L>(m: Any<I, B, F, L>): B => m.not(m.isZero(m.and(m.cell('CONTROL'), m.imm(spSel))));

function apsr<I, B, F, L>(m: Any<I, B, F, L>): I {
  const bit = (value: I, place: number): I => m.shiftLeft(value, m.imm(place as Imm));
  const [n, z, c, v] = [flag.N, flag.Z, flag.C, flag.V].map((code) => m.toInt(m.condition(code))) as [I, I, I, I];
  const upper = m.or(m.or(bit(n, 31), bit(z, 30)), m.or(bit(c, 29), bit(v, 28)));
  return m.or(m.or(upper, bit(m.cell('Q'), 27)), bit(m.cell('GE'), 16));
}

/** Only privileged code is told. */
function privilegedRead<I, B, F, L>(m: Any<I, B, F, L>, register: number): I {
  const cell = (name: Cell): I => m.cell(name);
  switch (register) {
    case sysm.msp:
      return m.select(usesProcessStack(m), cell('OTHER_SP'), m.reg(sp));
    case sysm.psp:
      return m.select(usesProcessStack(m), m.reg(sp), cell('OTHER_SP'));
    case sysm.primask:
      return cell('PRIMASK');
    case sysm.basepri:
    case sysm.basepriMax:
      return cell('BASEPRI');
    case sysm.faultmask:
      return cell('FAULTMASK');
    default:
      return m.imm(zero);
  }
}

/** MRS. Unprivileged code reads 0 where it has no right to look; EPSR always reads 0. */
export function readSpecial<I, B, F, L>(m: Any<I, B, F, L>, register: number): I {
  if (register === sysm.control) return m.cell('CONTROL');
  if (register >= 8) return m.select(isPrivileged(m), privilegedRead(m, register), m.imm(zero));
  const flags = (register & 4) === 0 ? apsr(m) : m.imm(zero);
  // Where it is not 0, code is privileged.
  return (register & 1) === 0 ? flags : m.or(flags, m.cell('IPSR'));
}

/** MSR. `mask`: bit 1 the flags N Z C V Q, bit 0 GE; it matters for APSR only. */
export function writeSpecial<I, B, F, L>(m: Any<I, B, F, L>, register: number, mask: number, value: I): void {
  if (register < 8) {
    if ((register & 4) === 0) writeApsr(m, mask, value);
    return;
  }
  switch (register) {
    case sysm.msp:
    case sysm.psp:
      writeStackPointer(m, register === sysm.psp, value);
      return;
    case sysm.primask:
      writeMask(m, 'PRIMASK', m.and(value, m.imm(imm(1))));
      return;
    case sysm.basepri:
      writeMask(m, 'BASEPRI', m.and(value, m.imm(priorityBits)));
      return;
    case sysm.basepriMax:
      writeMask(m, 'BASEPRI', moreUrgent(m, m.and(value, m.imm(priorityBits))));
      return;
    case sysm.faultmask:
      m.writeSystem('FAULTMASK', m.and(value, m.imm(imm(1))));
      return;
    default:
      m.writeSystem('CONTROL', value);
  }
}

/** CPS: sets (`disable`) or clears the masks named. */
export function changeMasks<I, B, F, L>(
  m: Any<I, B, F, L>,
  o: { readonly disable: boolean; readonly primask: boolean; readonly faultmask: boolean },
): void {
  const value = m.imm(imm(o.disable ? 1 : 0));
  if (o.primask) writeMask(m, 'PRIMASK', value);
  if (o.faultmask) m.writeSystem('FAULTMASK', value);
}

function writeApsr<I, B, F, L>(m: Any<I, B, F, L>, mask: number, value: I): void {
  const bits = (place: number, which: number): I => m.and(m.shiftRight(value, m.imm(imm(place))), m.imm(imm(which)));
  if ((mask & 2) !== 0) {
    m.setNZCV(value);
    m.setCell('Q', bits(27, 1));
  }
  if ((mask & 1) !== 0) m.setCell('GE', bits(16, 0xf));
}

function writeStackPointer<I, B, F, L>(m: Any<I, B, F, L>, process: boolean, value: I): void {
  const privileged = m.toInt(isPrivileged(m));
  const onProcess = usesProcessStack(m);
  const isInUse = process ? onProcess : m.not(onProcess);
  const aligned = m.and(value, m.imm(imm(~3)));
  const other = m.cell('OTHER_SP');
  const both = (a: I, b: B): B => m.not(m.isZero(m.and(a, m.toInt(b))));
  m.when(both(privileged, isInUse), () => m.setReg(sp, value));
  m.setCell('OTHER_SP', m.select(both(privileged, m.not(isInUse)), aligned, other));
}

/** BASEPRI_MAX: only ever to a more urgent priority than it has, and not to none. */
function moreUrgent<I, B, F, L>(m: Any<I, B, F, L>, value: I): I {
  const before = m.cell('BASEPRI');
  // None, 0, is the least urgent of all: 255 one below it.
  const less = (a: I): I => m.sub(a, m.imm(imm(1)));
  return m.select(m.lessUnsigned(less(value), less(before)), value, before);
}

function writeMask<I, B, F, L>(m: Any<I, B, F, L>, name: 'PRIMASK' | 'BASEPRI', value: I): void {
  m.setMask(name, m.select(isPrivileged(m), value, m.cell(name)));
}
