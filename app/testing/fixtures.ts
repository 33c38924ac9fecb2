/** Test data: every view at the moment when the M4 has rung channel 1 and "hello\n" lies in buffer 2 of vring0. */
import type { IpccView } from '../../sim-worker/contract/ipcc-view';
import type { LinuxIpcView } from '../../sim-worker/contract/linux-ipc';
import type { MemoryMapView, MemoryPage } from '../../sim-worker/contract/memory-map';
import type { ViewName, Views } from '../../sim-worker/contract/views';
import { echoEvents } from './event-fixtures';
import { buffer, vrings } from './ring-fixtures';
import { now, pausedStatus } from './status-fixtures';
import { consoleText, dmesg, ttys } from './text-fixtures';

export const ipcc: IpccView = {
  time: now,
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
  vrings,
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
  chain: { key: '', seq: undefined, steps: [], message: undefined, written: undefined, cut: false, copies: [] },
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
  uarts: { ports: [{ name: 'USART3', baud: 115_108, text: 'hello\r\n' }] },
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
