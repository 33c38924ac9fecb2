/** What can be tried at once, on this very machine, to see whether the answer is right. */
import type { Remedy, RemedyStep, WhyAnswer } from '../../contract/diagnosis';
import { blockWindows } from '../../soc/memory-map';
import { isAlive } from '../facts';
import type { Scene } from '../scene';

type Answer = Pick<WhyAnswer, 'rule' | 'mend'>;
type Cure = (scene: Scene, answer: Answer) => Remedy | undefined;
type IpccRegister = 'C1SCR' | 'C2SCR' | 'C2MR' | 'C2CR';

const ipccBase = blockWindows.find(({ name }) => name === 'IPCC')?.base ?? 0;
const ipcc = ({ machine }: Scene): Readonly<Record<string, number>> => machine.blocks.ipcc.registers.values();
const word = ({ machine }: Scene, register: IpccRegister, value: number): RemedyStep => ({
  kind: 'word',
  address: ipccBase + machine.blocks.ipcc.registers.map.registers[register].offset,
  value: value >>> 0,
});
const shell = (text: string): RemedyStep => ({ kind: 'shell', text: `${text}\n` });
/** Receive masks, or flags, of the six channels. */
const channelBits = 0x3f;
const setBit = (channel: number): number => 1 << (channel + 15);

/** Channels that Linux has rung and the M4 does not hear because of its own mask. */
const unheard = (scene: Scene): number => (ipcc(scene).C1TOC2SR ?? 0) & (ipcc(scene).C2MR ?? 0) & channelBits;
const channelsText = (bits: number): string => {
  const channels = [1, 2, 3, 4, 5, 6].filter((channel) => ((bits >>> (channel - 1)) & 1) === 1);
  return `channel${channels.length === 1 ? '' : 's'} ${channels.join(' and ')}`;
};

const acknowledge: Cure = (scene) => {
  const bits = unheard(scene);
  if (bits === 0) return undefined;
  return {
    label: `acknowledge ${channelsText(bits)} now`,
    effect:
      'Clears the flag (C2SCR) and opens the mask (C2MR), as the missing call would, once. Messages in the ring are not lost.',
    steps: [word(scene, 'C2SCR', bits), word(scene, 'C2MR', (ipcc(scene).C2MR ?? 0) & ~bits)],
  };
};

const unmask: Cure = (scene) => {
  const bits = unheard(scene);
  if (bits === 0) return undefined;
  return {
    label: `open ${channelsText(bits)} now`,
    effect: 'Clears the bit in C2MR: the bell that waits is then heard.',
    steps: [word(scene, 'C2MR', (ipcc(scene).C2MR ?? 0) & ~bits)],
  };
};

const enable: Cure = (scene) => ({
  label: 'switch the mailbox interrupt on now',
  effect: 'Sets RXOIE in C2CR: the bell that waits is then heard, if NVIC input 103 is enabled.',
  steps: [word(scene, 'C2CR', (ipcc(scene).C2CR ?? 0) | 1)],
});

const ringM4: Cure = (scene) => ({
  label: 'ring channel 2 again',
  effect: 'Writes C1SCR as Linux does: the M4 is woken and finds what lies in vring1.',
  steps: [word(scene, 'C1SCR', setBit(2))],
});

const ringLinux: Cure = (scene) => ({
  label: 'ring channel 1 for the M4',
  effect: 'Writes C2SCR as the M4 should have: Linux looks into vring0 and finds the message.',
  steps: [word(scene, 'C2SCR', setBit(1))],
});

/** These rules give the very command as advice. */
const typeAdvice: Cure = (_, { mend }) =>
  /^(modprobe|echo) /.test(mend)
    ? { label: 'type it', effect: `Types into the Linux shell: ${mend}`, steps: [shell(mend)] }
    : undefined;

const cures: Readonly<Record<string, Cure>> = {
  'kick-never-acknowledged': acknowledge,
  'bell-masked': unmask,
  'mailbox-not-enabled': enable,
  'bell-lost': ringM4,
  'bell-unwanted': ringM4,
  'bell-forgotten': ringM4,
  'bell-to-linux-lost': ringLinux,
  'driver-not-loaded': typeAdvice,
  'driver-unbound': typeAdvice,
  'driver-overridden': typeAdvice,
};

/** A fault that somebody holds up comes first: what it hides is seen only without it. */
function withoutFault({ machine }: Scene): Remedy | undefined {
  const held = machine.injector.list.filter(({ phase }) => phase === 'active');
  if (held.length === 0) return undefined;
  return {
    label: `remove ${held.length === 1 ? 'the fault' : `the ${held.length} faults`} on purpose`,
    effect: 'Lets go of what was broken on purpose, and runs on.',
    steps: held.map(({ id }) => ({ kind: 'injection-removed', id })),
  };
}

/** Where no rule names a culprit. */
function withoutRule(scene: Scene): Remedy | undefined {
  const { linux, core, boot } = scene.machine;
  if (scene.file === undefined) return undefined;
  if (core.state === 'halted') return { label: 'run on', effect: 'Goes on behind the BKPT.', steps: [] };
  const { state, job } = linux.ipcView().remoteproc;
  if (
    boot === 'linux' &&
    state === 'offline' &&
    job === undefined &&
    linux.dmesg.every(({ text }) => !/powering up/.test(text))
  )
    return { label: 'start the M4', effect: 'Runs: the first Run types echo start into the Linux shell.', steps: [] };
  if (state === 'crashed')
    return {
      label: 'let Linux recover it',
      effect: 'Types echo recover into the Linux shell: remoteproc loads the firmware again.',
      steps: [shell('echo recover > /sys/class/remoteproc/remoteproc0/recovery')],
    };
  const [tty] = linux.ttys;
  if (tty === undefined || !isAlive(scene)) return undefined;
  return {
    label: 'send hello',
    effect: `Types echo hello > /dev/ttyRPMSG${tty.port} into the Linux shell.`,
    steps: [shell(`echo hello > /dev/ttyRPMSG${tty.port}`)],
  };
}

export function remedyFor(scene: Scene, answer: Answer): Remedy | undefined {
  return withoutFault(scene) ?? (answer.rule === undefined ? withoutRule(scene) : cures[answer.rule]?.(scene, answer));
}
