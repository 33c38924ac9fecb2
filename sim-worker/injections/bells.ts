/** Faults of bells: what of a write to the mailbox reaches the flags, and when the rest comes. */
import type { InjectionKind } from '../contract/injections';
import { type Nanoseconds, ns } from '../contract/units';
import type { Plain } from '../kernel/snapshot';
import { type Armed, type Bell, countOne, numberOf, processorOf, sideOf, wordOf } from './armed';
import type { InjectorPorts } from './ports';

const channels = [1, 2, 3, 4, 5, 6];
const bellKinds: readonly InjectionKind[] = [
  'drop-kick',
  'drop-ack',
  'delay-kick',
  'delay-ack',
  'duplicate-kick',
  'duplicate-ack',
  'reorder-kick',
  'reorder-ack',
];
/** Bit n-1 is channel n. */
export type FlagChange = { readonly ring: number; readonly acknowledge: number };
type Late = { readonly id: number; readonly bell: Bell };

export type BellPorts = Pick<InjectorPorts, 'mailbox' | 'clock'> & {
  readonly list: () => readonly Armed[];
  readonly fire: (armed: Armed, what: string, act?: () => void) => void;
  readonly deliver: (id: number, what: string, act: () => void) => void;
  readonly plan: (time: Nanoseconds, what: string, data: Plain) => void;
};

export const isBellFault = ({ injection: { kind } }: Armed): boolean => bellKinds.includes(kind);

export class Bells {
  readonly #ports: BellPorts;
  /** Second bells that wait until the first is acknowledged. */
  #waiting: Late[] = [];

  constructor(ports: BellPorts) {
    this.#ports = ports;
  }

  /** A processor has written CxSCR. Returns what of it passes. */
  passes(by: 1 | 2, wanted: FlagChange): FlagChange {
    const isNeeded = this.#waiting.length > 0 || this.#ports.list().some(isAtWork);
    if (!isNeeded) return wanted;
    let { ring, acknowledge } = wanted;
    for (const channel of channels) {
      const bit = 1 << (channel - 1);
      if ((ring & bit) !== 0 && !this.#passes({ what: 'kick', by, from: by, channel })) ring &= ~bit;
      const from = by === 1 ? 2 : 1;
      if ((acknowledge & bit) !== 0 && !this.#passes({ what: 'ack', by, from, channel })) acknowledge &= ~bit;
    }
    return { ring, acknowledge };
  }

  /** A bell that was held back is due. */
  due({ id, bell }: Late): void {
    const { mailbox, deliver } = this.#ports;
    const { what, from, channel } = bell;
    const occupied = mailbox.isOccupied(from, channel);
    if (what === 'kick' && occupied) {
      this.#waiting.push({ id, bell });
      return;
    }
    const late = `${bellText(bell)} arrives`;
    const text = occupied || what === 'kick' ? late : `${late}, and the flag is free already`;
    deliver(id, text, () => mailbox.setFlag(from, channel, what === 'kick'));
  }

  /** The fault is removed: what it still holds comes at once. */
  release(armed: Armed): void {
    const { held } = armed;
    armed.held = undefined;
    if (held !== undefined) this.#late(armed, held, 0);
  }

  save(): Plain {
    return structuredClone(this.#waiting) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#waiting = structuredClone(state) as unknown as Late[];
  }

  #passes(bell: Bell): boolean {
    if (bell.what === 'ack') this.#freed(bell);
    for (const armed of this.#ports.list()) if (armed.held !== undefined) this.#overtaken(armed, armed.held, bell);
    let passes = true;
    for (const armed of this.#ports.list()) {
      if (armed.phase !== 'waiting' || !isFor(armed, bell) || !countOne(armed)) continue;
      passes = this.#act(armed, bell) && passes;
    }
    return passes;
  }

  #act(armed: Armed, bell: Bell): boolean {
    const { fire } = this.#ports;
    const text = bellText(bell);
    switch (armed.injection.kind) {
      case 'delay-kick':
      case 'delay-ack':
        fire(armed, `${text} is held back`);
        this.#late(armed, bell, numberOf(armed, 'delay'));
        return false;
      case 'duplicate-kick':
      case 'duplicate-ack':
        fire(armed, `${text} comes, and will come once more`);
        this.#late(armed, bell, numberOf(armed, 'delay'));
        return true;
      case 'reorder-kick':
      case 'reorder-ack':
        // The one before must have come first: only one at a time is held back.
        this.release(armed);
        fire(armed, `${text} is held back until the next has passed`);
        armed.held = bell;
        return false;
      default:
        fire(armed, `${text} is lost`);
        return false;
    }
  }

  #overtaken(armed: Armed, held: Bell, bell: Bell): void {
    if (held.what !== bell.what || held.by !== bell.by) return;
    this.release(armed);
  }

  /** The flag is free in a moment: a second bell that waited for it may come. */
  #freed({ from, channel }: Bell): void {
    const isIt = ({ bell }: Late): boolean => bell.from === from && bell.channel === channel;
    const ready = this.#waiting.filter(isIt);
    this.#waiting = this.#waiting.filter((late) => !isIt(late));
    for (const late of ready) this.#ports.plan(this.#ports.clock.now, 'bell', late as unknown as Plain);
  }

  #late({ id }: Armed, bell: Bell, delay: number): void {
    this.#ports.plan(ns(this.#ports.clock.now + delay), 'bell', { id, bell });
  }
}

const isAtWork = (armed: Armed): boolean =>
  isBellFault(armed) && (armed.phase === 'waiting' || armed.held !== undefined);

/** Is this bell of the kind, side and channel that the fault is for? */
function isFor(armed: Armed, { what, by, channel }: Bell): boolean {
  if (!isBellFault(armed) || !armed.injection.kind.endsWith(what)) return false;
  return processorOf(wordOf(armed, what === 'kick' ? 'from' : 'by')) === by && numberOf(armed, 'channel') === channel;
}

const bellText = ({ what, by, channel }: Bell): string =>
  `the ${what === 'kick' ? `bell of ${sideOf(by)} on` : `acknowledgement by ${sideOf(by)} of`} channel ${channel}`;
