/** Test data: every view at the moment when the M4 has rung channel 1 and "hello\n" lies in buffer 2 of vring0. */

import type { ChipDescription } from '../../sim-worker/contract/chip';
import type { IpccView } from '../../sim-worker/contract/ipcc-view';
import type { LinuxIpcView } from '../../sim-worker/contract/linux-ipc';
import type { MemoryMapView, MemoryPage } from '../../sim-worker/contract/memory-map';
import type { DescriptorView, SlotState, VringView } from '../../sim-worker/contract/ring-views';
import type { StatusView } from '../../sim-worker/contract/status-view';
import type { LogView, TtyView } from '../../sim-worker/contract/text-views';
import type { ViewName, Views } from '../../sim-worker/contract/views';
import { echoEvents } from './event-fixtures';

const now = 1_284_117_100;

export const pausedStatus: StatusView = {
  phase: 'paused',
  time: now,
  instructions: 41_207_113,
  mips: 0,
  ratio: 0,
  firmware: { name: 'OpenAMP_TTY_echo_CM4.elf', size: 1_763_412 },
  board: 'dk2',
  boot: 'linux',
  speed: { kind: 'ratio', ratio: 1 / 100_000 },
  headline: 'The M4 has rung channel 1.',
  detail: '“hello⏎” lies in buffer 2. Linux has not looked yet.',
  event: echoEvents().length - 1,
  stopReason: 'paused',
  stop: undefined,
  m4: { state: 'running', pc: 0x1000_0b3e, function: 'MAILBOX_Notify' },
  rproc: 'running',
  fault: undefined,
  injections: { waiting: 0, active: 0 },
};
export const runningStatus: StatusView = { ...pausedStatus, phase: 'running', mips: 642, ratio: 3.07, stopReason: '' };
export const emptyStatus: StatusView = {
  ...pausedStatus,
  phase: 'empty',
  time: 0,
  firmware: undefined,
  headline: 'No firmware yet.',
};
export const faultStatus: StatusView = {
  ...pausedStatus,
  phase: 'fault',
  time: 1_207_331_400,
  headline: 'HardFault on the M4.',
  fault: {
    title: 'HardFault on the M4',
    sentence:
      'HardFault: HAL_I2C_Init at 0x1000142c was refused by the ETZPC: “ldr r3, [r0]” wanted 0x5c002000 (I2C4), which is not given to the M4.',
    pc: 0x1000_142c,
    function: 'HAL_I2C_Init',
    instruction: 'ldr r3, [r0]',
    data: { address: 0x5c00_2000, region: 'I2C4', symbol: '' },
    bits: [
      { name: 'CFSR.PRECISERR', meaning: 'a load or store got a bus error' },
      { name: 'HFSR.FORCED', meaning: 'the fault had no handler of its own that could be entered' },
    ],
    frame: {
      address: 0x1003_ffa0,
      registers: {
        r0: 0x5c00_2000,
        r1: 0x1002_0024,
        r2: 0,
        r3: 1,
        r12: 0,
        lr: 0x1000_0f31,
        pc: 0x1000_142c,
        xpsr: 0x6100_0000,
      },
    },
    callPath: [
      { pc: 0x1000_142c, function: 'HAL_I2C_Init+0x14' },
      { pc: 0x1000_0f30, function: 'MX_I2C4_Init+0x1c' },
      { pc: 0x1000_0a12, function: 'main+0x2e' },
    ],
    whatToDo: 'I2C4 belongs to the secure world on this board. Use I2C5, which is open, or change the firewall.',
  },
};

export const ipcc: IpccView = {
  lamps: ([1, 2] as const).flatMap((from) =>
    [1, 2, 3, 4, 5, 6].map((channel) => ({
      from,
      channel,
      occupied: from === 2 && channel === 1,
      receiverMasked: channel > 2,
      freeMasked: true,
      since: from === 2 && channel === 1 ? now - 500 : undefined,
      use: ['', 'vring0', 'vring1', 'shutdown', 'detach', '', ''][channel] ?? '',
      rung: channel <= 2 ? 3 : 0,
    })),
  ),
  registers: { C1CR: 0x0001_0001, C1MR: 0x003f_003c, C1TOC2SR: 0, C2CR: 0x0001_0001, C2MR: 0x003f_003c, C2TOC1SR: 1 },
  clocked: true,
  lines: [{ name: 'IPCC_RX0', to: 1, level: true, enabled: true }],
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The first bytes of a buffer with an rpmsg header from 0x400 to 0x400. */
function buffer(payload: string): Uint8Array {
  const bytes = new Uint8Array(64);
  if (payload === '') return bytes;
  bytes.set([0, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, payload.length, 0, 0, 0, ...bytesOf(payload)]);
  return bytes;
}

function descriptor(ring: number, index: number, state: SlotState, payload = ''): DescriptorView {
  const message = {
    src: 0x400,
    dst: 0x400,
    reserved: 0,
    length: payload.length,
    flags: 0,
    payload: bytesOf(payload),
    announcement: undefined,
  };
  return {
    index,
    address: 0x1004_2000 + ring * 0x2000 + index * 512,
    length: 512,
    flags: ring === 0 ? 2 : 0,
    next: 0,
    state,
    since: now - 500,
    overtaken: 0,
    message: payload === '' ? undefined : message,
    bytes: buffer(payload),
  };
}

const vring0: VringView = {
  ring: 0,
  direction: 'm4-to-linux',
  address: 0x1004_0000,
  num: 16,
  align: 16,
  notifyId: 0,
  availAddress: 0x1004_0100,
  usedAddress: 0x1004_0130,
  avail: { flags: 0, idx: 18, ring: Array.from({ length: 16 }, (_, i) => i) },
  used: {
    flags: 1,
    idx: 3,
    ring: Array.from({ length: 16 }, (_, i) => (i < 3 ? { id: i, length: 512 } : { id: 0, length: 0 })),
  },
  read: 2,
  descriptors: Array.from({ length: 16 }, (_, i) =>
    i === 2 ? descriptor(0, i, 'full-linux', 'hello\n') : descriptor(0, i, 'empty-m4'),
  ),
  problems: [],
  eventIndex: { negotiated: false, usedEvent: 2, availEvent: 0 },
};
const vring1: VringView = {
  ...vring0,
  ring: 1,
  direction: 'linux-to-m4',
  address: 0x1004_1000,
  notifyId: 1,
  availAddress: 0x1004_1100,
  usedAddress: 0x1004_1130,
  avail: { flags: 1, idx: 1, ring: Array.from({ length: 16 }, () => 0) },
  used: { flags: 0, idx: 1, ring: Array.from({ length: 16 }, (_, i) => ({ id: 0, length: i === 0 ? 22 : 0 })) },
  read: 0,
  descriptors: Array.from({ length: 16 }, (_, i) => descriptor(1, i, 'empty-linux', i === 0 ? 'hello\n' : '')),
};

const kernelLog: readonly (readonly [micros: number, text: string])[] = [
  [400_010, 'remoteproc remoteproc0: powering up m4'],
  [400_320, 'remoteproc remoteproc0: Booting fw image OpenAMP_TTY_echo_CM4.elf, size 1763412'],
  [402_290, 'mlahb:m4@10000000#vdev0buffer: assigned reserved memory node vdev0buffer@10042000'],
  [402_310, 'virtio_rpmsg_bus virtio0: rpmsg host is online'],
  [402_315, 'rproc-virtio rproc-virtio.0.auto: registered virtio0 (type 7)'],
  [402_320, 'remoteproc remoteproc0: remote processor m4 is now up'],
  [402_560, 'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x400'],
  [402_960, 'virtio_rpmsg_bus virtio0: creating channel rpmsg-tty addr 0x401'],
];
const dmesg: LogView = { lines: kernelLog.map(([micros, text], seq) => ({ time: micros * 1_000, text, seq })) };

const port = (number: number): TtyView['ports'][number] => ({
  port: number,
  service: 'rpmsg-tty',
  local: 0x400 + number,
  remote: 0x400 + number,
  open: number === 0,
  traffic: number === 0 ? [{ time: 1_284_102_000, toM4: true, text: 'hello\n', seq: echoEvents().length - 12 }] : [],
  forgotten: 0,
});
const ttys: TtyView = { ports: [port(0), port(1)], absent: '' };

const shellPath = '/sys/class/remoteproc/remoteproc0/state';
const stamped = dmesg.lines.map(({ time, text }) => `[    ${(time / 1e9).toFixed(6)}] ${text}`);
const consoleText = [
  `# echo start > ${shellPath}`,
  ...stamped,
  '# cat /dev/ttyRPMSG0 &',
  '[1] 214',
  '# echo hello > /dev/ttyRPMSG0',
  '# ',
].join('\n');

const pageOfRings: MemoryPage = {
  address: 0x1004_0000,
  linux: {
    writes: Array.from({ length: 64 }, (_, i) => (i < 6 ? 40 - i : 0)),
    last: new Array(64).fill(now - 900_000),
  },
  m4: { writes: Array.from({ length: 64 }, (_, i) => (i === 4 ? 3 : 0)), last: new Array(64).fill(now - 500) },
};
const place = { ring: undefined, descriptor: undefined, state: undefined, doc: '' } as const;
const memoryMap: MemoryMapView = {
  regions: [{ name: 'SRAM3', address: 0x1004_0000, length: 0x1_0000, doc: 'Vrings and rpmsg buffers.' }],
  places: [
    { ...place, kind: 'carveout', name: 'vdev0vring0', address: 0x1004_0000, length: 0x1000, source: 'device tree' },
    {
      ...place,
      kind: 'avail',
      name: 'vring0 avail',
      address: 0x1004_0100,
      length: 38,
      source: 'live resource table',
      ring: 0,
    },
  ],
  pages: [pageOfRings],
  bytes: { address: 0x1004_0100, bytes: Array.from({ length: 128 }, (_, i) => (i < 20 ? i : 0)) },
  problems: [],
};
const writer = { pc: 0x1000_0b3e, symbol: 'MAILBOX_Notify+0x4', time: now - 500, event: 12 } as const;

const linuxIpc: LinuxIpcView = {
  remoteproc: {
    state: 'running',
    job: undefined,
    firmware: 'OpenAMP_TTY_echo_CM4.elf',
    recovery: true,
    coredump: 'disabled',
    powerCount: 1,
    crashes: 0,
    shutdownOnRelease: false,
    waitingDump: undefined,
    dumpGoes: undefined,
    event: undefined,
  },
  virtqueues: ['input', 'output'].map((name, ring) => ({
    device: 'virtio0',
    ring,
    name,
    address: 0x1004_0000 + ring * 0x1000,
    num: 16,
    free: 0,
    read: 2,
    broken: false,
  })),
  channels: [],
  endpoints: [],
  ttys: [],
  characterDevices: [],
  sendWaits: [],
  sdbBuffers: [],
  resources: [],
};

const decprot = [0x0303_00c4, 0xffff_fffe, 0x030f_bfff, 0x3fff_ffcf, 0x00fe_ffff, 0x3fff_ffff];

export const views: { readonly [V in ViewName]: Views[V]['data'] } = {
  status: pausedStatus,
  ipcc,
  vrings: {
    absent: '',
    never: false,
    tableAddress: 0x1002_0000,
    vdevStatus: 7,
    tableProblems: [],
    rings: [vring0, vring1],
    chase: [],
  },
  ownership: {
    decprot,
    locks: [0, 0, 0],
    linux: Array.from({ length: 96 }, () => ({ status: 'none', node: '', driver: '', bound: false, m4: false })),
    resources: [],
    users: { 16: 2, 32: 1, 39: 2 },
    gates: {},
    semaphores: [{ index: 0, owner: 0, process: 0, taken: [], refused: [] }],
    refused: [],
  },
  accesses: { counts: { accepted: 0, refused: 0, unclocked: 0 }, newest: [], about: [] },
  gates: [],
  exti: [],
  pins: [],
  stops: [],
  messages: {
    seen: 0,
    kept: 0,
    cap: 16_384,
    missedEvents: 0,
    matches: 0,
    rows: [],
    from: 0,
    statistics: undefined,
    shown: undefined,
  },
  chain: { key: '', seq: undefined, steps: [], message: undefined, cut: false, copies: [] },
  registers: {
    held: false,
    r: [1, 0x1002_0a10, 2, 0x4c00_1000, 0, 0, 0, 0x1003_ffd0, 0, 0, 0, 0, 0, 0x1003_ffd0, 0x1000_0a91, 0x1000_0b3e],
    msp: 0x1003_ffd0,
    psp: 0,
    xpsr: 0x0100_0000,
    control: 0,
    primask: 0,
    basepri: 0,
    faultmask: 0,
    fpscr: 0,
    s: Array.from({ length: 32 }, () => 0),
    mode: 'thread',
    exception: '',
    cycles: 41_207_113,
    callStack: ['MAILBOX_Notify', 'rproc_virtio_notify', 'virtqueue_kick', 'OPENAMP_send', 'main'].map((name, i) => ({
      pc: 0x1000_0b3e - i * 0x60,
      function: name,
      offset: 0x1e,
    })),
  },
  disassembly: {
    pc: 0x1000_0b3e,
    held: false,
    breakpoints: [],
    lines: Array.from({ length: 24 }, (_, i) => ({
      address: 0x1000_0b30 + i * 2,
      bytes: 'bf00',
      text: 'nop',
      symbol: i === 0 ? 'MAILBOX_Notify' : `MAILBOX_Notify+0x${(i * 2).toString(16)}`,
      startsFunction: i === 0,
      data: false,
      target: undefined,
    })),
  },
  memory: { address: 0x1004_2400, bytes: [...buffer('hello\n')], region: 'SRAM3', symbol: '' },
  console: { reset: false, from: 0, text: consoleText },
  ttys,
  dmesg,
  trace: {
    absent: '',
    name: 'trace0',
    address: 0x1002_4000,
    length: 2048,
    text: '[00000.001 ][INFO ]Cortex-M4 boot successful with STM32Cube FW version: v1.7.0\n[00000.004 ][INFO ]Virtual UART0 OpenAMP-rpmsg channel creation\n',
    hidden: '[00000.012 ][INFO ]late line\n',
  },
  itm: { traceEnabled: true, itmEnabled: true, ports: 1, texts: [{ port: 0, text: 'booting\nready\n' }] },
  events: { events: echoEvents(), total: echoEvents().length, first: 0, epoch: 1 },
  gpio: { leds: [{ name: 'LD4', pin: 'PA14', on: true }] },
  linux: {
    still: false,
    rproc: 'running',
    firmwareName: 'OpenAMP_TTY_echo_CM4.elf',
    tasks: [{ name: 'cat /dev/ttyRPMSG0', state: 'asleep in read()' }],
    channels: [
      { service: 'rpmsg-tty', local: 0x400, remote: 0x400, driver: 'rpmsg_tty', node: '/dev/ttyRPMSG0' },
      { service: 'rpmsg-tty', local: 0x401, remote: 0x401, driver: 'rpmsg_tty', node: '/dev/ttyRPMSG1' },
    ],
    ipccQueue: [],
    powerCount: 1,
    tree: 'mainline',
    deviceTree: 'standard',
    kernel: 'C',
    coreDump: undefined,
  },
  peripheral: { block: 'IPCC', base: 0x4c00_1000, words: { C1CR: 0x0001_0001 }, watchdog: undefined },
  linuxIpc,
  memoryMap,
  descriptor: {
    ring: 0,
    index: 2,
    changes: [{ time: now - 500, event: 12, step: 'returned', index: 3, message: 'hello\n' }],
  },
  writers: {
    ranges: [
      {
        address: 0x1004_0130,
        length: 16,
        watched: true,
        runs: [{ ...writer, address: 0x1004_0132, length: 2, by: 'm4' }],
      },
    ],
  },
  injections: { armed: [], earlier: [] },
  latencies: [{ name: 'work', value: 8_000, usual: 8_000, doc: 'From queue_work() to the work function.' }],
  diagnoses: { findings: [], rules: 45 },
};

export const chip: ChipDescription = {
  etzpc: [],
  blocks: [],
  regions: [],
  ledger: [
    {
      what: 'Cortex-M4F core',
      fidelity: 'modelled',
      note: 'Every instruction of ARMv7E-M with single precision floating point.',
    },
    { what: 'IPCC', fidelity: 'modelled', note: 'All registers of RM0436, both sides.' },
    {
      what: 'Linux kernel',
      fidelity: 'simplified',
      note: 'The drivers of remoteproc, rpmsg and mailbox as a model; no kernel runs.',
    },
    { what: 'DMA', fidelity: 'stub', note: 'Registers keep what is written; nothing is moved.' },
    { what: 'Ethernet', fidelity: 'absent', note: 'An access is an event and reads 0.' },
  ],
  commands: ['cat', 'echo', 'ls', 'dmesg', 'uname', 'stty'],
};
