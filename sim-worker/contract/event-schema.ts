/** Every fact the model may report. Flow diagram, timeline, filters, stepping, exports and the golden text are driven by this table. */
import type { Processor } from './units';

/** How a field is shown, and so what its value is. */
export type Format =
  | 'count' // a plain number
  | 'hex32'
  | 'endpoint' // an rpmsg address, as the kernel prints it
  | 'bytes' // a length
  | 'channel' // IPCC channel 1..6
  | 'processor' // 1 Linux, 2 M4
  | 'irq' // NVIC input number
  | 'flag' // boolean
  | 'text';
/** The column of the sequence diagram in which the fact happens. */
export type Lane = 'user' | 'driver' | 'ipcc' | 'm4-irq' | 'm4';
export type Group =
  | 'ipcc'
  | 'irq'
  | 'vring'
  | 'rpmsg'
  | 'rproc'
  | 'tty'
  | 'shell'
  | 'hsem'
  | 'etzpc'
  | 'rcc'
  | 'pwr'
  | 'wwdg'
  | 'exti'
  | 'gpio'
  | 'uart'
  | 'dma'
  | 'fault'
  | 'peripheral'
  | 'watch'
  | 'debug'
  | 'inject'
  | 'honesty';
type ValueOf<F extends Format> = F extends 'text'
  ? string
  : F extends 'flag'
    ? boolean
    : F extends 'processor'
      ? Processor
      : number;
export type EventSchema = {
  readonly lane: Lane;
  readonly fields: Readonly<Record<string, Format>>;
  /**
   * One line of text; `{name}` is a field, `{name?yes|no}` chooses by a flag. `[words|others]` is words where none of the
   * texts named in them is empty, else others: no line shows an empty place.
   */
  readonly label: string;
  readonly doc: string;
  /** "Step to the next IPC event" stops here: always, or where the number in this field is one of these. */
  readonly ipc?: true | { readonly field: string; readonly among: readonly number[] };
};

/** Exception numbers of IPCC_RX1, IPCC_TX1 and HSEM_IT2 on the M4; a tick or a button is not inter-processor communication. */
const mailboxExceptions: readonly number[] = [16 + 103, 16 + 104, 16 + 125];

export const eventSchemas = {
  'ipcc.occupied': {
    lane: 'ipcc',
    fields: { from: 'processor', channel: 'channel' },
    label: 'channel {channel} rung by {from}',
    doc: 'A channel flag went from free to occupied (CxSCR.CHnS): the doorbell rings.',
    ipc: true,
  },
  'ipcc.freed': {
    lane: 'ipcc',
    fields: { from: 'processor', channel: 'channel' },
    label: 'channel {channel} of {from} acknowledged',
    doc: 'The receiver cleared a channel flag (CxSCR.CHnC). `from` is the side that had rung.',
    ipc: true,
  },
  'ipcc.masked': {
    lane: 'ipcc',
    fields: { processor: 'processor', receive: 'flag', channel: 'channel' },
    label: '{processor} masks {receive?receive|transmit-free} interrupt of channel {channel}',
    doc: 'A bit of CxMR went to 1: this processor no longer wants that interrupt.',
  },
  'ipcc.unmasked': {
    lane: 'ipcc',
    fields: { processor: 'processor', receive: 'flag', channel: 'channel' },
    label: '{processor} unmasks {receive?receive|transmit-free} interrupt of channel {channel}',
    doc: 'A bit of CxMR went to 0: this processor wants that interrupt.',
  },
  'ipcc.configured': {
    lane: 'ipcc',
    fields: { processor: 'processor', rxoie: 'flag', txfie: 'flag' },
    label: '{processor} sets RXOIE {rxoie?on|off}, TXFIE {txfie?on|off}',
    doc: 'CxCR changed: which of the two interrupt lines of this processor are enabled.',
  },
  'irq.raised': {
    lane: 'ipcc',
    fields: { processor: 'processor', irq: 'irq', name: 'text' },
    label: '[{name}|input {irq}] pending for {processor}',
    doc: 'An interrupt input of the M4 (NVIC) or of Linux (GIC) went high.',
  },
  'irq.taken': {
    lane: 'm4-irq',
    fields: { exception: 'count', handler: 'hex32', name: 'text' },
    label: 'M4 enters [{name}|exception {exception}]',
    doc: 'The core stacked its frame and entered a handler. Exception number 16 + n is NVIC input n.',
    ipc: { field: 'exception', among: mailboxExceptions },
  },
  'irq.returned': {
    lane: 'm4-irq',
    fields: { exception: 'count', name: 'text' },
    label: 'M4 leaves [{name}|exception {exception}]',
    doc: 'Exception return.',
  },
  'irq.handled': {
    lane: 'driver',
    fields: { irq: 'irq', name: 'text' },
    label: 'Linux handles [{name}|interrupt {irq}]',
    doc: 'The interrupt handler of a Linux driver starts.',
    ipc: true,
  },
  'vring.cleared': {
    lane: 'driver',
    fields: { ring: 'count', address: 'hex32', bytes: 'bytes' },
    label: 'vring{ring} zeroed at {address}, {bytes}',
    doc: 'Linux zeroed the memory of a vring before giving it to the M4.',
    ipc: true,
  },
  'vring.described': {
    lane: 'driver',
    fields: { ring: 'count', descriptor: 'count', address: 'hex32', length: 'bytes', flags: 'count' },
    label: 'vring{ring} descriptor {descriptor} = {address}, {length}, flags {flags}',
    doc: 'A descriptor was written: where a buffer lies, how long it is, who writes it.',
  },
  'vring.offered': {
    lane: 'driver',
    fields: { ring: 'count', descriptor: 'count', index: 'count' },
    label: 'vring{ring} offers descriptor {descriptor}, avail.idx {index}',
    doc: 'avail.idx moved on: Linux gave a descriptor to the M4. `index` is the new value.',
    ipc: true,
  },
  'vring.returned': {
    lane: 'm4',
    fields: { ring: 'count', descriptor: 'count', length: 'bytes', index: 'count' },
    label: 'vring{ring} returns descriptor {descriptor}, {length}, used.idx {index}',
    doc: 'used.idx moved on: the M4 gave a descriptor back. `index` is the new value.',
    ipc: true,
  },
  'vring.flagged': {
    lane: 'm4',
    fields: { ring: 'count', used: 'flag', flags: 'count' },
    label: 'vring{ring} {used?used|avail}.flags = {flags}',
    doc: 'A side told the other whether it wants to be rung: 1 means no.',
    ipc: true,
  },
  'vring.event-named': {
    lane: 'm4',
    fields: { ring: 'count', used: 'flag', index: 'count' },
    label: 'vring{ring} {used?avail_event|used_event} = {index}',
    doc: 'With VIRTIO_RING_F_EVENT_IDX a side told the other at which index it wants to be rung. `used` as in vring.flagged: which ring holds the word.',
  },
  'vring.corrupted': {
    lane: 'm4',
    fields: { ring: 'count', problem: 'text' },
    label: 'vring{ring} is broken[: {problem}]',
    doc: 'An invariant of the split virtqueue no longer holds.',
    ipc: true,
  },
  'rpmsg.written': {
    lane: 'm4',
    fields: { buffer: 'hex32', src: 'endpoint', dst: 'endpoint', length: 'bytes', payload: 'text' },
    label: 'message {src} → {dst}, {length}[: {payload}]',
    doc: 'A message stands in a buffer, at the moment its descriptor is handed over.',
    ipc: true,
  },
  'rpmsg.received': {
    lane: 'driver',
    fields: { buffer: 'hex32', src: 'endpoint', dst: 'endpoint', length: 'bytes', payload: 'text' },
    label: 'Linux takes message {src} → {dst}, {length}[: {payload}]',
    doc: 'virtio_rpmsg_bus took a message out of vring0 and calls the endpoint.',
    ipc: true,
  },
  'rpmsg.announced': {
    lane: 'driver',
    fields: { service: 'text', address: 'endpoint', created: 'flag' },
    label: 'service ["{service}"|without a name] {created?announced|withdrawn} at {address}',
    doc: 'The name service endpoint (53) heard of a channel.',
    ipc: true,
  },
  'rpmsg.channel-created': {
    lane: 'driver',
    fields: { service: 'text', address: 'endpoint', driver: 'text', node: 'text' },
    label: 'channel[ {service}| without a name] to {address}: [driver {driver}|no driver claims it][, node {node}]',
    doc: 'Linux made a device for the announced service. An empty driver means that nobody claims this name.',
    ipc: true,
  },
  'rproc.state-changed': {
    lane: 'driver',
    fields: { state: 'text' },
    label: 'remoteproc0 is [{state}|in an unnamed state]',
    doc: 'The state file of remoteproc changed.',
    ipc: true,
  },
  'rproc.segment-loaded': {
    lane: 'driver',
    fields: { address: 'hex32', bytes: 'bytes', zeroed: 'bytes' },
    label: 'segment at {address}: {bytes} copied, {zeroed} zeroed',
    doc: 'Linux copied one PT_LOAD to its load address.',
    ipc: true,
  },
  'rproc.table-written': {
    lane: 'driver',
    fields: { address: 'hex32', bytes: 'bytes' },
    label: 'resource table, {bytes}, written to {address}',
    doc: 'Linux copied its patched resource table over the one in M4 memory; this is the live table.',
    ipc: true,
  },
  'rproc.table-found': {
    lane: 'driver',
    fields: { address: 'hex32', bytes: 'bytes' },
    label: 'resource table found at {address}, {bytes}',
    doc: 'Linux attaches to an M4 that runs already: this is its live table, where TAMP_BKP17R says.',
    ipc: true,
  },
  'rproc.vdev-status': {
    lane: 'driver',
    fields: { status: 'hex32' },
    label: 'vdev status = {status}',
    doc: 'The virtio status byte of the live resource table changed: 1 acknowledged, 3 driver, 7 driver ok.',
    ipc: true,
  },
  'rproc.vdev-features': {
    lane: 'driver',
    fields: { features: 'hex32' },
    label: 'vdev gfeatures = {features}',
    doc: 'Linux wrote the features it accepted; bit 0 is the name service.',
    ipc: true,
  },
  'rproc.vring-address': {
    lane: 'driver',
    fields: { ring: 'count', address: 'hex32' },
    label: 'vring{ring} da = {address}',
    doc: 'Linux wrote into the live table where a vring lies.',
    ipc: true,
  },
  'rproc.logged': {
    lane: 'driver',
    fields: { text: 'text' },
    label: '[{text}|an empty line]',
    doc: 'A line of the kernel log.',
  },
  'tty.written': {
    lane: 'user',
    fields: { port: 'count', text: 'text', bytes: 'bytes' },
    label: 'write {bytes} to ttyRPMSG{port}[: {text}]',
    doc: 'User space wrote to a ttyRPMSG.',
    ipc: true,
  },
  'tty.received': {
    lane: 'user',
    fields: { port: 'count', text: 'text', bytes: 'bytes' },
    label: 'ttyRPMSG{port} receives {bytes}[: {text}]',
    doc: 'rpmsg_tty handed bytes to the tty layer.',
    ipc: true,
  },
  'tty.read': {
    lane: 'user',
    fields: { port: 'count', bytes: 'bytes' },
    label: 'read {bytes} from ttyRPMSG{port}',
    doc: 'A program took bytes out of a ttyRPMSG. Its cause is the newest arrival.',
  },
  'shell.ran': {
    lane: 'user',
    fields: { line: 'text' },
    label: '[# {line}|an empty line]',
    doc: 'The shell started a command: one that was typed, or the next one of a script, a loop or a function.',
  },
  'shell.exited': {
    lane: 'user',
    fields: { line: 'text', code: 'count' },
    label: '[{line}: ]exit {code}',
    doc: 'A command ended.',
  },
  'hsem.taken': {
    lane: 'm4',
    fields: { semaphore: 'count', by: 'processor', process: 'count' },
    label: 'semaphore {semaphore} taken by {by}, process {process}',
    doc: 'A hardware semaphore was locked.',
  },
  'hsem.released': {
    lane: 'm4',
    fields: { semaphore: 'count', by: 'processor' },
    label: 'semaphore {semaphore} released by {by}',
    doc: 'A hardware semaphore was freed.',
  },
  'hsem.refused': {
    lane: 'm4',
    fields: { semaphore: 'count', by: 'processor', owner: 'processor' },
    label: 'semaphore {semaphore} refused to {by}, held by {owner}',
    doc: 'A lock attempt found the semaphore taken.',
  },
  'etzpc.assigned': {
    lane: 'driver',
    fields: { id: 'count', peripheral: 'text', value: 'count' },
    label: '[{peripheral} (id {id})|id {id}] DECPROT = {value}',
    doc: 'The protection of a peripheral changed: 0 secure, 1 others may read, 2 M4 only, 3 open to both.',
  },
  'etzpc.locked': {
    lane: 'driver',
    fields: { id: 'count', peripheral: 'text' },
    label: '[{peripheral} (id {id})|id {id}] is locked',
    doc: 'DECPROT_LOCK: the protection stays as it is until the next reset. ST\'s resource manager on the M4 reads "open and locked" as "for Linux only".',
  },
  'etzpc.claimed': {
    lane: 'driver',
    fields: { id: 'count', peripheral: 'text', driver: 'text', claimed: 'flag' },
    label: '[{driver}|a driver] {claimed?takes|lets go of} [{peripheral} (id {id})|id {id}]',
    doc: 'A Linux driver was bound to a peripheral, or unbound from it, after the kernel had come up.',
  },
  'etzpc.refused': {
    lane: 'm4',
    fields: { by: 'text', peripheral: 'text', address: 'hex32', write: 'flag', answer: 'text' },
    label: '[{by}|somebody] may not {write?write|read} [{peripheral}|a peripheral] at {address}[: {answer}]',
    doc: 'An access was stopped because of its DECPROT value. `answer` is what it got: a bus error, read as zero, or write ignored. Repeats are told at 1, 10, 100, …',
  },
  'rcc.gated': {
    lane: 'driver',
    fields: { register: 'text', bit: 'text', on: 'flag' },
    label: '[{register}.{bit}|a clock gate] {on?on|off}',
    doc: 'A clock gate of one side changed.',
  },
  'rcc.reset': {
    lane: 'driver',
    fields: { block: 'text', asserted: 'flag' },
    label: 'reset of [{block}|a block] {asserted?asserted|released}',
    doc: 'A peripheral reset line changed.',
  },
  'rcc.unclocked': {
    lane: 'm4',
    fields: { by: 'text', block: 'text', address: 'hex32', write: 'flag' },
    label: '[{by}|somebody] {write?writes|reads} [{block}|a block] at {address}, whose clock is off',
    doc: 'The block answers 0 and ignores writes while neither side has enabled its clock.',
  },
  'rcc.m4-released': {
    lane: 'driver',
    fields: { sp: 'hex32', pc: 'hex32' },
    label: 'M4 leaves reset: SP {sp}, PC {pc}',
    doc: 'BOOT_MCU was 1 while the core stood in hold: it fetches SP and PC from addresses 0 and 4.',
    ipc: true,
  },
  'rcc.m4-held': {
    lane: 'driver',
    fields: { reason: 'text' },
    label: 'M4 held in reset[: {reason}]',
    doc: 'The core was reset and BOOT_MCU is 0.',
    ipc: true,
  },
  'rcc.boot-mcu': {
    lane: 'driver',
    fields: { on: 'flag' },
    label: 'BOOT_MCU = {on?1|0}',
    doc: 'RCC_MP_GCR.BOOT_MCU: 1 lets the M4 leave reset; it is looked at only while the core is held.',
    ipc: true,
  },
  'pwr.supply': {
    lane: 'driver',
    fields: { regulator: 'text', on: 'flag', consumer: 'text' },
    label: '[{regulator}|a regulator] {on?on|off}[ for {consumer}]',
    doc: 'A consumer of a regulator switched its share on or off; the regulator is on while anybody has it on.',
  },
  'pwr.pdds': {
    lane: 'driver',
    fields: { on: 'flag' },
    label: 'PDDS = {on?1|0}',
    doc: 'PWR_MCUCR.PDDS: may the MCU domain power down in deep sleep.',
  },
  'wwdg.started': {
    lane: 'm4',
    fields: { counter: 'count' },
    label: 'WWDG1 started, counter {counter}',
    doc: 'Firmware set WWDG_CR.WDGA: from now on it must refresh the counter, until a reset.',
  },
  'wwdg.bitten': {
    lane: 'ipcc',
    fields: { reason: 'text' },
    label: 'WWDG1 resets the M4[: {reason}]',
    doc: 'The window watchdog ran out or was refreshed wrongly: the M4 is reset, and EXTI line 68 tells Linux.',
    ipc: true,
  },
  'exti.triggered': {
    lane: 'm4-irq',
    fields: { line: 'count', rising: 'flag' },
    label: 'EXTI line {line}, {rising?rising|falling} edge',
    doc: 'A configurable EXTI line saw its edge.',
  },
  'gpio.muxed': {
    lane: 'driver',
    fields: { pin: 'text', function: 'text', driver: 'text' },
    label: '[{pin}|a pin] becomes [{function}|something else][ for {driver}]',
    doc: 'A Linux driver took a pin for its peripheral: the mode or the alternate function changed.',
  },
  'gpio.driven': {
    lane: 'm4',
    fields: { pin: 'text', high: 'flag', by: 'text' },
    label: '[{pin}|a pin] {high?high|low}[ by {by}]',
    doc: 'An output pin changed its level.',
  },
  'uart.printed': {
    lane: 'm4',
    fields: { uart: 'text', text: 'text' },
    label: '[{uart}|a serial port] sends[: {text}| an empty line]',
    doc: 'A line has left a serial port: up to its line feed, or 120 letters of it.',
  },
  'uart.typed': {
    lane: 'user',
    fields: { uart: 'text', text: 'text' },
    label: 'typed[ at {uart}][: {text}]',
    doc: 'Somebody types at the other end of a serial wire; the letters arrive one by one at the speed of the port.',
  },
  'dma.started': {
    lane: 'm4',
    fields: { stream: 'text', from: 'hex32', to: 'hex32', length: 'bytes' },
    label: '[{stream}|a stream] is to move {length} from {from} to {to}',
    doc: 'A DMA stream was enabled. What its items lead to names this event as its cause.',
  },
  'fault.taken': {
    lane: 'm4',
    fields: { name: 'text', cause: 'text', address: 'hex32', cfsr: 'hex32', hfsr: 'hex32' },
    label: '[{name}|a fault][: {cause}]',
    doc: 'The core took a fault exception. `address` is the one that faulted, or the PC.',
    ipc: true,
  },
  'fault.locked-up': {
    lane: 'm4',
    fields: { cause: 'text' },
    label: 'M4 locked up[: {cause}]',
    doc: 'A fault inside HardFault or NMI: the core stops until it is reset.',
    ipc: true,
  },
  'peripheral.touched': {
    lane: 'm4',
    fields: { by: 'processor', peripheral: 'text', address: 'hex32', write: 'flag' },
    label: '{by} first {write?writes|reads} [{peripheral}|a block], at {address}',
    doc: 'The first access of a side to a block since the board came up; for the M4 since its last reset. Later ones are not told.',
  },
  'watch.written': {
    lane: 'm4',
    fields: { place: 'text', by: 'processor', address: 'hex32', old: 'hex32', value: 'hex32' },
    label: '{by} writes [{place}|a watched place]: {old} becomes {value}',
    doc: 'A write into a range that the user watches. `old` and `value` are at most the first four bytes that were written.',
  },
  'watch.read': {
    lane: 'm4',
    fields: { place: 'text', by: 'processor', address: 'hex32', value: 'hex32' },
    label: '{by} reads [{place}|a watched place]: {value}',
    doc: 'A read from a range that the user watches, told when reads are watched.',
  },
  'debug.stopped': {
    lane: 'm4',
    fields: { reason: 'text' },
    label: 'stopped[: {reason}]',
    doc: 'BKPT or the debugger stopped the M4.',
  },
  'debug.printed': {
    lane: 'm4',
    fields: { port: 'count', text: 'text' },
    label: 'ITM port {port}[: {text}|, an empty line]',
    doc: 'Firmware wrote a line to an ITM stimulus port.',
  },
  'inject.armed': {
    lane: 'user',
    fields: { id: 'count', injection: 'text' },
    label: 'fault {id} armed[: {injection}]',
    doc: 'Somebody wants something to break. Nothing is broken yet.',
  },
  'inject.fired': {
    lane: 'ipcc',
    fields: { id: 'count', what: 'text' },
    label: 'fault {id}[: {what}| happens]',
    doc: 'A fault on purpose happened; what it led to names this event as its cause.',
    ipc: true,
  },
  'inject.delivered': {
    lane: 'ipcc',
    fields: { id: 'count', what: 'text' },
    label: 'fault {id}, later[: {what}]',
    doc: 'What a fault has held back, or makes come once more, comes now.',
    ipc: true,
  },
  'inject.removed': {
    lane: 'user',
    fields: { id: 'count', what: 'text' },
    label: 'fault {id} ends[: {what}]',
    doc: 'A fault was removed, or its time is over: what it held is let go.',
  },
  'honesty.unmodelled': {
    lane: 'm4',
    fields: { by: 'text', block: 'text', address: 'hex32', write: 'flag', times: 'count' },
    label: '[{by}|somebody] {write?writes|reads} [{block}|a block] at {address}, not modelled ({times}×)',
    doc: 'A register that exists in the chip and not in this model: it reads 0 and ignores writes. Repeats are told at 1, 10, 100, …',
  },
  'honesty.unmapped': {
    lane: 'm4',
    fields: { by: 'text', address: 'hex32', write: 'flag' },
    label: '[{by}|somebody] {write?writes|reads} {address}: nothing is there',
    doc: 'No slave answers at this address: a bus error.',
  },
  'honesty.undefined-instruction': {
    lane: 'm4',
    fields: { opcode: 'hex32' },
    label: 'undefined instruction {opcode}',
    doc: 'The table of encodings has no entry: UsageFault UNDEFINSTR.',
  },
} as const satisfies Readonly<Record<string, EventSchema>>;

export type EventKind = keyof typeof eventSchemas;
export type FieldsOf<K extends EventKind> = {
  readonly [F in keyof (typeof eventSchemas)[K]['fields']]: (typeof eventSchemas)[K]['fields'][F] extends Format
    ? ValueOf<(typeof eventSchemas)[K]['fields'][F]>
    : never;
};
/** What every record carries: its number, virtual time in ns, the event that caused it, and for M4 actions the PC. */
export type EventHead<K extends EventKind> = {
  readonly seq: number;
  readonly time: number;
  readonly cause: number | undefined;
  readonly pc: number | undefined;
  readonly kind: K;
};
export type SocEvent = { [K in EventKind]: EventHead<K> & { readonly fields: FieldsOf<K> } }[EventKind];

export const eventKinds = Object.keys(eventSchemas) as readonly EventKind[];
export const groupOf = (kind: EventKind): Group => kind.slice(0, kind.indexOf('.')) as Group;
/** Does "step to the next IPC event" stop at an event of this kind with these fields? */
export function isIpcEvent(kind: EventKind, fields: Readonly<Record<string, unknown>>): boolean {
  const { ipc } = eventSchemas[kind] as EventSchema;
  if (ipc === undefined || ipc === true) return ipc === true;
  return ipc.among.includes(Number(fields[ipc.field]));
}
/** The largest number of fields an event kind may have. */
export const maxFields = 5;
