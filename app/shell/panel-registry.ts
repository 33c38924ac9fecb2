/** Which panel stands behind an id: loaded when it is first shown. */
import { type ComponentType, lazy } from 'react';
import type { PanelId } from '../stores/panel-ids';

/** The words on tabs and in menus. */
export const panelTitles: Readonly<Record<PanelId, string>> = {
  'system-map': 'System map',
  'message-flow': 'Message flow',
  vrings: 'Vrings',
  ipcc: 'IPCC',
  ownership: 'Ownership',
  faults: 'Faults',
  diagnoses: 'Diagnoses',
  timeline: 'Timeline',
  registers: 'Registers',
  disassembly: 'Disassembly',
  stops: 'Stops',
  memory: 'Memory',
  'memory-map': 'Memory map',
  peripherals: 'Peripherals',
  'linux-ipc': 'Linux IPC',
  'linux-console': 'Linux console',
  tty: 'ttyRPMSG',
  dmesg: 'dmesg',
  trace: 'trace0',
  itm: 'ITM',
  uart: 'UART',
  events: 'Events',
};

/** What one sees there, for whoever does not know the word: said of the tab, and beside the name in the menu. */
export const panelPurposes: Readonly<Record<PanelId, string>> = {
  'system-map': 'both sides, rings and bells at a glance',
  'message-flow': 'one message, step by step',
  vrings: 'the two rings of buffers',
  ipcc: 'the mailbox: twelve bells',
  ownership: 'who may use what of the chip',
  faults: 'break something on purpose',
  diagnoses: 'what is wrong, and why',
  timeline: 'who did what when',
  registers: 'the M4’s registers and calls',
  disassembly: 'the M4’s program',
  stops: 'when a run shall stop',
  memory: 'bytes, and who wrote them',
  'memory-map': 'what lies where',
  peripherals: 'registers of every block',
  'linux-ipc': 'channels as Linux has them',
  'linux-console': 'a shell on the board',
  tty: 'serial lines to the M4',
  dmesg: 'what the kernel logs',
  trace: 'what the firmware logs',
  itm: 'what it prints to a debugger',
  uart: 'serial ports of the chip',
  events: 'everything that happened',
};

/** How the menu of panels orders them. Together they are all. */
export const panelGroups: readonly { readonly title: string; readonly panels: readonly PanelId[] }[] = [
  { title: 'Between the two', panels: ['system-map', 'message-flow', 'vrings', 'ipcc', 'timeline', 'events'] },
  { title: 'Linux', panels: ['linux-console', 'dmesg', 'linux-ipc', 'tty'] },
  { title: 'Firmware', panels: ['disassembly', 'registers', 'trace', 'itm', 'uart'] },
  { title: 'The chip', panels: ['ownership', 'memory', 'memory-map', 'peripherals'] },
  { title: 'Find out', panels: ['diagnoses', 'stops', 'faults'] },
];

const load = <K extends string>(import_: () => Promise<Record<K, ComponentType>>, name: K) =>
  lazy(() => import_().then((module) => ({ default: module[name] })));

export const panelComponents: Readonly<Record<PanelId, ComponentType>> = {
  'system-map': load(() => import('../panels/system-map/SystemMapPanel'), 'SystemMapPanel'),
  'message-flow': load(() => import('../panels/message-flow/MessageFlowPanel'), 'MessageFlowPanel'),
  vrings: load(() => import('../panels/vrings/VringsPanel'), 'VringsPanel'),
  ipcc: load(() => import('../panels/ipcc/IpccPanel'), 'IpccPanel'),
  ownership: load(() => import('../panels/ownership/OwnershipPanel'), 'OwnershipPanel'),
  faults: load(() => import('../panels/faults/FaultsPanel'), 'FaultsPanel'),
  diagnoses: load(() => import('../panels/diagnoses/DiagnosesPanel'), 'DiagnosesPanel'),
  timeline: load(() => import('../panels/timeline/TimelinePanel'), 'TimelinePanel'),
  registers: load(() => import('../panels/registers/RegistersPanel'), 'RegistersPanel'),
  disassembly: load(() => import('../panels/disassembly/DisassemblyPanel'), 'DisassemblyPanel'),
  'memory-map': load(() => import('../panels/memory-map/MemoryMapPanel'), 'MemoryMapPanel'),
  stops: load(() => import('../panels/stops/StopsPanel'), 'StopsPanel'),
  memory: load(() => import('../panels/memory/MemoryPanel'), 'MemoryPanel'),
  peripherals: load(() => import('../panels/peripherals/PeripheralsPanel'), 'PeripheralsPanel'),
  'linux-ipc': load(() => import('../panels/linux-ipc/LinuxIpcPanel'), 'LinuxIpcPanel'),
  'linux-console': load(() => import('../panels/linux-console/LinuxConsolePanel'), 'LinuxConsolePanel'),
  tty: load(() => import('../panels/tty/TtyPanel'), 'TtyPanel'),
  dmesg: load(() => import('../panels/dmesg/DmesgPanel'), 'DmesgPanel'),
  trace: load(() => import('../panels/trace/TracePanel'), 'TracePanel'),
  itm: load(() => import('../panels/itm/ItmPanel'), 'ItmPanel'),
  uart: load(() => import('../panels/uart/UartPanel'), 'UartPanel'),
  events: load(() => import('../panels/events/EventsPanel'), 'EventsPanel'),
};
