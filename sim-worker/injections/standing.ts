/** Faults that last: what holds as long as one of them is active, worked out from all that are. */
import { type Armed, isKind, numberOf, processorOf, wordOf } from './armed';
import type { InjectorPorts } from './ports';

const maskKinds = { received: 0, free: 16 } as const;

/** Brings masks, stillness and speed in line with the active faults; what is so already is left alone. */
export function settle(list: readonly Armed[], { mailbox, m4, linux }: InjectorPorts): void {
  const active = list.filter(({ phase }) => phase === 'active');
  for (const processor of [1, 2] as const) {
    const masks = active.filter((one) => isKind(one, 'mask-channel') && processorOf(wordOf(one, 'side')) === processor);
    mailbox.holdMask(
      processor,
      masks.reduce((bits, one) => bits | maskBit(one), 0),
    );
  }
  m4.freeze(active.some((one) => isKind(one, 'kill-m4')));
  linux.standStill(active.some((one) => isKind(one, 'kill-linux')));
  const slow = active.filter((one) => isKind(one, 'slow-linux'));
  linux.slowDown(slow.reduce((factor, one) => factor * numberOf(one, 'factor'), 1));
}

const maskBit = (armed: Armed): number =>
  2 ** (numberOf(armed, 'channel') - 1 + maskKinds[wordOf(armed, 'interrupt') as keyof typeof maskKinds]);

/** What has happened, or what the fault must wait for. */
export type Beginning =
  | { readonly what: string; readonly lasts: boolean; readonly act?: () => void; readonly before?: number }
  | 'wait'
  | { readonly impossible: string };

const protections: Readonly<Record<string, number>> = { secure: 0, 'read-only': 1, m4: 2 };

/** A lasting fault begins. `lasts`: it holds until it ends; otherwise it was a blow. */
export function begin(armed: Armed, ports: InjectorPorts): Beginning {
  switch (armed.injection.kind) {
    case 'mask-channel':
      return {
        what: `channel ${numberOf(armed, 'channel')} is masked for ${wordOf(armed, 'side') === 'm4' ? 'the M4' : 'Linux'}`,
        lasts: true,
      };
    case 'hold-semaphore':
      return hold(armed, ports);
    case 'take-peripheral':
      return takeAway(armed, ports);
    case 'kill-m4':
      return kill(wordOf(armed, 'how'), ports);
    case 'kill-linux':
      return { what: 'Linux stands still', lasts: true };
    default:
      return { what: `everything takes Linux ${numberOf(armed, 'factor')} times as long`, lasts: true };
  }
}

function hold(armed: Armed, { semaphores }: InjectorPorts): Beginning {
  const index = numberOf(armed, 'semaphore');
  const owner = processorOf(wordOf(armed, 'owner'));
  if (semaphores.owner(index) !== 0) return 'wait';
  return {
    what: `semaphore ${index} is held by ${owner === 1 ? 'Linux' : 'the M4'}`,
    lasts: true,
    act: () => semaphores.take(index, owner),
  };
}

function takeAway(armed: Armed, { firewall }: InjectorPorts): Beginning {
  const name = wordOf(armed, 'peripheral');
  const id = firewall.idOf(name);
  if (id === undefined) return { impossible: `there is no peripheral ${name}` };
  if (firewall.isLocked(id)) return { impossible: `${name} is locked until the next reset of the chip` };
  const value = protections[wordOf(armed, 'protection')] ?? 0;
  const before = firewall.valueOf(id);
  return {
    what: `${name} is taken away: DECPROT ${before} becomes ${value}`,
    lasts: true,
    before,
    act: () => firewall.set(id, value),
  };
}

function kill(how: string, { m4 }: InjectorPorts): Beginning {
  if (!m4.isUp()) return 'wait';
  if (how === 'silence') return { what: 'the M4 stops without a word', lasts: true };
  return how === 'fault'
    ? { what: 'the M4 has a bus fault', lasts: false, act: () => m4.fault() }
    : { what: 'the watchdog of the M4 bites', lasts: false, act: () => m4.watchdog() };
}

/** A lasting fault ends: puts back what it has taken. Returns what that is. */
export function end(armed: Armed, { semaphores, firewall }: InjectorPorts): void {
  if (isKind(armed, 'hold-semaphore'))
    semaphores.release(numberOf(armed, 'semaphore'), processorOf(wordOf(armed, 'owner')));
  const id = isKind(armed, 'take-peripheral') ? firewall.idOf(wordOf(armed, 'peripheral')) : undefined;
  if (id !== undefined && armed.before !== undefined) firewall.set(id, armed.before);
}
