/** The names by which panels are opened and remembered. */
export const panelIds = [
  'system-map',
  'message-flow',
  'vrings',
  'ipcc',
  'ownership',
  'faults',
  'timeline',
  'registers',
  'disassembly',
  'stops',
  'memory',
  'memory-map',
  'peripherals',
  'linux-ipc',
  'linux-console',
  'tty',
  'dmesg',
  'trace',
  'itm',
  'events',
] as const;
export type PanelId = (typeof panelIds)[number];
