/** What an event means, in one plain sentence and a second line: the headline above the system map and what a screen reader says. */
import type { EventKind, FieldsOf, SocEvent } from './event-schema';
import { printable } from './event-text';
import { hex } from './units';

export type Narration = { readonly headline: string; readonly detail: string };
type Narrator<K extends EventKind> = (fields: FieldsOf<K>) => Narration;

const say = (headline: string, detail = ''): Narration => ({ headline, detail });
const side = (processor: number): string => (processor === 1 ? 'Linux' : 'The M4');
const other = (processor: number): string => (processor === 1 ? 'the M4' : 'Linux');
/** In quotation marks; `nothing` stands for a text that is empty. */
const quote = (text: string, nothing: string): string => (text === '' ? nothing : `“${printable(text)}”`);
/** A name, or what it is a name of. */
const named = (name: string, thing: string): string => (name === '' ? thing : name);
/** A sentence of its own, or none. */
const sentence = (text: string): string => (text === '' ? '' : `${capital(text)}.`);
const after = (text: string): string => (text === '' ? '' : `: ${text}`);
/** virtio 1.0, 2.1 Device Status Field. */
const statusWords: Readonly<Record<number, string>> = {
  0: 'Linux has reset the virtio device.',
  1: 'Linux has seen the virtio device.',
  3: 'Linux has a driver for the virtio device.',
  7: 'Linux is ready: the firmware may start talking.',
};
const channelWords: Readonly<Record<number, string>> = {
  1: 'Channel 1 is the bell of vring0.',
  2: 'Channel 2 is the bell of vring1.',
  3: 'Channel 3 asks the firmware to shut down.',
  4: 'Channel 4 asks the firmware to detach.',
};

/** Every kind at which a step stops has an entry; others are told by their label. */
export const narrators: { readonly [K in EventKind]?: Narrator<K> } = {
  'ipcc.occupied': (f) =>
    say(
      `${side(f.from)} has rung channel ${f.channel}.`,
      `${channelWords[f.channel] ?? ''} ${capital(other(f.from))} has not looked yet.`.trim(),
    ),
  'ipcc.freed': (f) =>
    say(
      `${capital(other(f.from))} has acknowledged channel ${f.channel}.`,
      `The flag is free: ${f.from === 1 ? 'Linux' : 'the M4'} may ring it again.`,
    ),
  'irq.taken': (f) =>
    say(`The M4 enters ${named(f.name, `exception ${f.exception}`)}.`, `Its handler is at ${hex(f.handler)}.`),
  'irq.handled': (f) =>
    say(`Linux handles ${named(f.name, `interrupt ${f.irq}`)}.`, 'The driver’s interrupt handler runs.'),
  'vring.cleared': (f) =>
    say(`Linux has cleared vring${f.ring}.`, `${f.bytes} bytes at ${hex(f.address)} are zero now.`),
  'vring.offered': (f) =>
    f.ring === 0
      ? say('Linux has given the M4 an empty buffer.', `Descriptor ${f.descriptor} of vring0; avail.idx is ${f.index}.`)
      : say(
          'Linux has put a message into vring1.',
          `Descriptor ${f.descriptor}; avail.idx is ${f.index}. The M4 has not been rung yet.`,
        ),
  'vring.returned': (f) =>
    f.ring === 0
      ? say(
          'The M4 has put a message into vring0.',
          `Descriptor ${f.descriptor}; used.idx is ${f.index}. Linux has not been rung yet.`,
        )
      : say('The M4 has given a buffer back.', `Descriptor ${f.descriptor} of vring1; used.idx is ${f.index}.`),
  'vring.flagged': (f) =>
    say(
      `${f.used ? 'The M4' : 'Linux'} ${f.flags === 1 ? 'asks not to' : 'wants to'} be rung for vring${f.ring}.`,
      `vring${f.ring}.${f.used ? 'used' : 'avail'}.flags = ${f.flags}.`,
    ),
  'vring.corrupted': (f) => say(`vring${f.ring} is broken.`, f.problem),
  'rpmsg.written': (f) =>
    say(
      `A message of ${f.length} bytes stands in the buffer at ${hex(f.buffer)}.`,
      `${quote(f.payload, 'No payload')}, from ${hex(f.src, 3)} to ${hex(f.dst, 3)}.`,
    ),
  'rpmsg.received': (f) =>
    say(
      'Linux has taken a message out of vring0.',
      `${quote(f.payload, 'No payload')}, ${f.length} bytes, for endpoint ${hex(f.dst, 3)}.`,
    ),
  'rpmsg.announced': (f) =>
    say(
      `The firmware ${f.created ? 'announces' : 'withdraws'} ${quote(f.service, 'a service without a name')}.`,
      `Its endpoint is ${hex(f.address, 3)}.`,
    ),
  'rpmsg.channel-created': (f) =>
    f.driver === ''
      ? say(
          `Nobody in Linux claims ${quote(f.service, 'the service without a name')}.`,
          'The device exists, but no driver has this name, so there is no node in /dev.',
        )
      : say(
          `Linux has created ${named(f.node, `a channel for ${quote(f.service, 'the service without a name')}`)}.`,
          `Driver ${f.driver}, endpoint ${hex(f.address, 3)}.`,
        ),
  'rproc.state-changed': (f) =>
    say(
      `The remote processor is ${named(f.state, 'in an unnamed state')}.`,
      '/sys/class/remoteproc/remoteproc0/state says so.',
    ),
  'rproc.segment-loaded': (f) =>
    say(
      `Linux has loaded ${f.bytes} bytes to ${hex(f.address)}.`,
      f.zeroed > 0 ? `${f.zeroed} more bytes were zeroed.` : 'One segment of the ELF file.',
    ),
  'rproc.table-written': (f) =>
    say(
      'Linux has written its copy of the resource table.',
      `${f.bytes} bytes at ${hex(f.address)}; both sides read it from now on.`,
    ),
  'rproc.table-found': (f) =>
    say(
      'Linux has found the resource table of an M4 that runs already.',
      `At ${hex(f.address)}, where TAMP_BKP17R says.`,
    ),
  'rproc.vdev-status': (f) =>
    say(statusWords[f.status] ?? `The virtio status is ${hex(f.status, 2)}.`, `vdev status = ${f.status}.`),
  'rproc.vdev-features': (f) =>
    say(
      'Linux has accepted the features of the firmware.',
      `gfeatures = ${hex(f.features)}${(f.features & 1) === 1 ? ': with name service' : ''}.`,
    ),
  'rproc.vring-address': (f) => say(`Linux tells the firmware where vring${f.ring} lies.`, `At ${hex(f.address)}.`),
  'tty.written': (f) =>
    say(
      `A program writes ${quote(f.text, 'nothing')} to /dev/ttyRPMSG${f.port}.`,
      `${f.bytes} bytes, on their way to the M4.`,
    ),
  'tty.received': (f) =>
    say(`${quote(f.text, 'Nothing')} has arrived at /dev/ttyRPMSG${f.port}.`, `${f.bytes} bytes from the M4.`),
  'etzpc.refused': (f) =>
    say(
      `${f.by === 'M4' ? 'The M4' : named(f.by, 'Somebody')} may not ${f.write ? 'write' : 'read'} ${named(f.peripheral, 'a peripheral')}.`,
      `The firewall ETZPC refuses the access at ${hex(f.address)}${after(f.answer)}.`,
    ),
  'rcc.m4-released': (f) => say('The M4 leaves reset.', `It starts at ${hex(f.pc)} with its stack at ${hex(f.sp)}.`),
  'rcc.m4-held': (f) => say('The M4 is held in reset.', f.reason),
  'rcc.boot-mcu': (f) =>
    say(
      f.on ? 'Linux lets the M4 out of reset.' : 'Linux holds the M4 at its next reset.',
      `RCC_MP_GCR.BOOT_MCU = ${f.on ? 1 : 0}.`,
    ),
  'wwdg.started': (f) =>
    say(
      'The firmware has started its watchdog.',
      `It must refresh WWDG1 from now on; the counter stands at ${f.counter}.`,
    ),
  'wwdg.bitten': (f) => say('The watchdog has reset the M4.', `${sentence(f.reason)} EXTI line 68 tells Linux.`.trim()),
  'inject.fired': (f) => say('A fault on purpose.', sentence(f.what)),
  'inject.delivered': (f) => say('What the fault has held back comes now.', sentence(f.what)),
  'peripheral.touched': (f) =>
    say(
      `${side(f.by)} touches ${named(f.peripheral, 'a block')} for the first time.`,
      `It ${f.write ? 'writes' : 'reads'} ${hex(f.address)}.`,
    ),
  'watch.written': (f) =>
    say(
      `${side(f.by)} has written ${hex(f.value, 1)} to ${named(f.place, 'a watched place')}.`,
      `It was ${hex(f.old, 1)} before, at ${hex(f.address)}.`,
    ),
  'watch.read': (f) =>
    say(
      `${side(f.by)} has read ${named(f.place, 'a watched place')}.`,
      `It is ${hex(f.value, 1)}, at ${hex(f.address)}.`,
    ),
  'shell.ran': (f) => say(f.line === '' ? 'The shell runs an empty line.' : `The shell runs: ${f.line}`),
  'shell.exited': (f) =>
    say(f.line === '' ? 'The shell is back.' : `The shell is back from: ${f.line}`, `Exit code ${f.code}.`),
  'fault.taken': (f) => say(`${named(f.name, 'A fault')}${after(f.cause)}.`, `At ${hex(f.address)}.`),
  'fault.locked-up': (f) => say('The M4 has locked up.', `${sentence(f.cause)} Only a reset helps.`.trim()),
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Undefined for kinds that have no sentence of their own. */
export function narrationOf(event: SocEvent): Narration | undefined {
  const narrate = narrators[event.kind] as Narrator<EventKind> | undefined;
  return narrate?.(event.fields as FieldsOf<EventKind>);
}
