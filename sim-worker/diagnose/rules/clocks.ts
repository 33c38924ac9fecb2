/** Rules about clocks: gates that nobody opened or that Linux closed, trees that the M4 must not touch, and ticks that do not come. */

import { hex } from '../../contract/units';
import { linuxBooted } from '../../peripherals/rcc/boot-images';
import type { LedgerLine } from '../../soc/access-ledger';
import { blockWindows } from '../../soc/memory-map';
import { codeLink, eventLink, proof, registerLink } from '../evidence';
import { bitOf, callersOf, coreWords, exceptionNow, functionName, pcLink, whereText } from '../facts';
import { releasedAt } from '../life-facts';
import type { Found, RunRule } from '../rule';
import type { Scene } from '../scene';

/** The gate of a block: `MC_APB1ENSETR` for the M4, `MP_APB1ENSETR` for Linux, and its bit. */
function gateOf({ machine: { blocks } }: Scene, block: string) {
  const gate = blockWindows.find(({ name }) => name === block)?.gate;
  const [bus = '', bit = ''] = gate?.split('.') ?? [];
  const lsb = blocks.rcc.registers.map.registers[`MC_${bus}ENSETR`]?.fields[bit]?.lsb ?? 0;
  return gate === undefined ? undefined : { gate, bit, lsb, mc: `MC_${bus}ENSETR`, mp: `MP_${bus}ENSETR` };
}

/** The newest access of the M4 to a block whose clock is off, and off still. */
function unclocked(scene: Scene) {
  const { firewall, blocks } = scene.machine;
  const lines = firewall.ledger.lines(
    ({ by, fate, pc, last }) => by === 2 && fate === 'unclocked' && pc >= 0 && last >= releasedAt(scene),
  );
  for (const line of lines) {
    const gate = gateOf(scene, line.block);
    if (gate === undefined || blocks.rcc.isClocked(gate.gate)) continue;
    const closed = scene.chronicle.last('rcc.gated', { register: gate.mp, bit: gate.bit });
    const byLinux = closed !== undefined && !closed.fields.on && closed.time >= releasedAt(scene) ? closed : undefined;
    return { line, gate, byLinux };
  }
  return undefined;
}

const accessProof = (scene: Scene, { write, address, seq, pc, count }: LedgerLine) =>
  proof(
    `The M4 ${write ? 'wrote' : 'read'} ${hex(address)}${count === 1 ? '' : ` ${count} times`}: ${write ? 'nothing was written' : 'it got 0'}.`,
    eventLink(seq < 0 ? undefined : scene.machine.log.at(seq)),
    codeLink(scene, pc),
  );

function gateMissing(scene: Scene): Found | undefined {
  const found = unclocked(scene);
  if (found === undefined || found.byLinux !== undefined) return undefined;
  const { line, gate } = found;
  return {
    title: `The M4 uses ${line.block} at ${whereText(scene, line.pc)} without its clock: ${gate.bit} of RCC_${gate.mc} is 0.`,
    seen: 'Registers read 0, writes are lost, and HAL functions time out or wait for ever.',
    since: line.first,
    evidence: [
      accessProof(scene, line),
      proof(
        'Neither side has opened the gate.',
        registerLink(scene, 'RCC', gate.mc),
        registerLink(scene, 'RCC', gate.mp),
      ),
    ],
    mend: `Call __HAL_RCC_${line.block}_CLK_ENABLE() (RCC_${gate.mc} bit ${gate.lsb}) before the first access, usually in the MspInit of the peripheral.`,
  };
}

function gateClosed(scene: Scene): Found | undefined {
  const found = unclocked(scene);
  if (found?.byLinux === undefined) return undefined;
  const { line, gate, byLinux } = found;
  return {
    title: `Linux switched the clock of ${line.block} off, and the M4 had never switched on its own: since then ${line.block} is dead for the M4.`,
    seen: 'The peripheral worked and stopped, without a change in the firmware.',
    since: byLinux.time,
    evidence: [
      proof('Linux closed its gate.', eventLink(byLinux), registerLink(scene, 'RCC', gate.mp)),
      proof('The M4 has not opened its own.', registerLink(scene, 'RCC', gate.mc)),
      accessProof(scene, line),
    ],
    mend: `Call __HAL_RCC_${line.block}_CLK_ENABLE() in the firmware: RCC_${gate.mc} belongs to the M4, and the clock runs while either side wants it.`,
  };
}

/** PLLs and selectors that Linux' clock tree stands on. */
const treeRegisters = Object.keys(linuxBooted).filter((name) =>
  /^(PLL\dCR|PLL\dCFGR\d|PLL\dFRACR|RCK\w+SELR|MSSCKSELR|MPCKSELR|ASSCKSELR|MCUDIVR|AXIDIVR|APB\dDIVR|OCENSETR)$/.test(
    name,
  ),
);
const rccBase = 0x5000_0000;

function clockTreeChanged(scene: Scene): Found | undefined {
  const { boot, blocks, firewall } = scene.machine;
  if (boot !== 'linux') return undefined;
  const { map } = blocks.rcc.registers;
  const names = new Map(treeRegisters.map((name) => [rccBase + (map.registers[name]?.offset ?? 0), name]));
  const [line] = firewall.ledger.lines(
    ({ by, write, address, pc, last }) =>
      by === 2 && write && pc >= 0 && names.has(address) && last >= releasedAt(scene),
  );
  const name = line === undefined ? undefined : names.get(line.address);
  if (line === undefined || name === undefined) return undefined;
  return {
    title: `The M4 changes Linux’ clocks: it wrote RCC_${name} at ${whereText(scene, line.pc)}.`,
    seen: 'Linux freezes, a serial line gets the wrong speed, or the M4 waits for a clock that does not become ready.',
    since: line.last,
    evidence: [
      proof(
        'PLLs and selectors are set by the boot stages, and Linux counts on them.',
        registerLink(scene, 'RCC', name),
        codeLink(scene, line.pc),
      ),
    ],
  };
}

const tickWaiters = /^(HAL_Delay|HAL_GetTick)$/;
const sysTickException = 15;

/** Priority byte of an exception that can be set. */
function priorityOf(scene: Scene, exception: number): number {
  if (exception < 16)
    return ((coreWords(scene, 'SCB')[`SHPR${exception >>> 2}`] ?? 0) >>> (8 * (exception & 3))) & 0xff;
  const irq = exception - 16;
  return ((coreWords(scene, 'NVIC')[`IPR${irq >>> 2}`] ?? 0) >>> (8 * (irq & 3))) & 0xff;
}

/** Why SysTick's handler does not run, and the register that shows it. */
function whyNoTick(scene: Scene) {
  const { primask, faultmask, basepri } = scene.machine.core.view();
  const tick = priorityOf(scene, sysTickException);
  const exception = exceptionNow(scene);
  if (primask !== 0)
    return { why: 'interrupts are off (PRIMASK = 1)', block: 'CPU', register: 'PRIMASK', isSure: true };
  if (faultmask !== 0) return { why: 'FAULTMASK is set', block: 'CPU', register: 'FAULTMASK', isSure: true };
  if (basepri !== 0 && basepri <= tick)
    return { why: `BASEPRI (${hex(basepri, 2)}) keeps SysTick away`, block: 'CPU', register: 'BASEPRI', isSure: true };
  if (exception >= 16 && priorityOf(scene, exception) <= tick)
    return {
      why: 'it waits within an interrupt that SysTick may not interrupt',
      block: 'CPU',
      register: 'IPSR',
      isSure: true,
    };
  const control = coreWords(scene, 'SysTick').CTRL ?? 0;
  return bitOf(control, 0) && bitOf(control, 1)
    ? undefined
    : { why: 'SysTick is not running', block: 'SysTick', register: 'CTRL', isSure: false };
}

function tickStandsStill(scene: Scene): Found | undefined {
  const { core } = scene.machine;
  if (core.state !== 'running' && core.state !== 'sleeping') return undefined;
  const place = [core.pc, ...callersOf(scene, 4)].find((address) => tickWaiters.test(functionName(scene, address)));
  const reason = place === undefined ? undefined : whyNoTick(scene);
  if (place === undefined || reason === undefined) return undefined;
  const counter = scene.symbols.addressOf('uwTick');
  const value = counter === undefined ? '' : ` uwTick stays ${scene.machine.bus.peek(counter, 4) ?? 0}.`;
  return {
    title: `${functionName(scene, place)}() waits for a tick that does not come: ${reason.why}.${value}`,
    seen: 'The M4 hangs in HAL_Delay() or in a HAL time-out.',
    certainty: reason.isSure ? 'sure' : 'likely',
    evidence: [
      proof('The M4 is here.', pcLink(scene), ...callersOf(scene, 4).map((address) => codeLink(scene, address))),
      proof('The tick cannot come.', registerLink(scene, reason.block, reason.register)),
    ],
  };
}

const base = { group: 'ownership', needs: 'run', certainty: 'sure' } as const;

export const clockRules: readonly RunRule[] = [
  {
    ...base,
    id: 'gate-missing',
    sources: ['F-42'],
    title: 'A peripheral is used without its clock',
    doc: 'The M4 accessed a block whose gate neither side has open, and it is still closed.',
    why: 'Each side has its own enable register; the clock runs while either has the bit set. Without it a block answers 0 and ignores writes.',
    mend: 'Call __HAL_RCC_…_CLK_ENABLE() before the first access.',
    find: gateMissing,
  },
  {
    ...base,
    id: 'gate-closed-by-linux',
    sources: ['F-42', 'F-43'],
    title: 'Linux switched off a clock on which the M4 relied',
    doc: 'The M4 accesses a block whose clock is off, and Linux closed its gate since the M4 left reset.',
    why: 'A firmware without its own enable bit works as long as Linux or a boot stage happens to have the clock on. Linux closes gates of idle devices.',
    mend: 'Open the M4’s own gate: __HAL_RCC_…_CLK_ENABLE() writes RCC_MC_…ENSETR.',
    find: gateClosed,
  },
  {
    ...base,
    id: 'clock-tree-changed',
    sources: ['F-45'],
    title: 'The M4 changes the clock tree under Linux',
    doc: 'Linux has booted, and the M4 wrote a PLL, a selector or a divider of RCC.',
    why: 'In production boot the clock tree belongs to the boot stages and to Linux; the M4 takes what it gets. SystemClock_Config() is for engineering boot only.',
    mend: 'Guard it as the examples do: call SystemClock_Config() only if IS_ENGINEERING_BOOT_MODE().',
    find: clockTreeChanged,
  },
  {
    ...base,
    id: 'tick-stands-still',
    sources: ['F-44'],
    title: 'HAL_Delay() waits for a tick that does not come',
    doc: 'The M4 is in HAL_Delay() or HAL_GetTick() while SysTick is off, masked, or may not interrupt.',
    why: 'HAL_Delay() counts interrupts of SysTick. With interrupts off, within a handler of the same or a more urgent priority, or without a running timer the count stands still.',
    mend: 'Do not wait in interrupts or with interrupts off; give SysTick a more urgent priority than the handler (HAL_InitTick). With another timer as tick reset it at start: stopping the M4 does not reset peripherals.',
    find: tickStandsStill,
  },
];
