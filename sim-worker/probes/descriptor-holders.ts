/** Who has each descriptor of a ring, since when, and by which steps it came there: worked out from avail and used entries alone. */
import type { Plain, Snapshottable } from '../kernel/snapshot';

/** `taken`: Linux' private read index passed it, which no memory holds. */
export type Step = 'offered' | 'returned' | 'taken' | 'taken-back' | 'offered-again' | 'returned-again';
export type HolderChange = {
  readonly time: number;
  readonly event: number | undefined;
  readonly step: Step;
  /** The free-running index with which it happened: after it for avail and used, of the entry for `taken`. */
  readonly index: number;
};

/** Changes kept per descriptor. */
const kept = 12;
const steps: readonly Step[] = ['offered', 'returned', 'taken', 'taken-back', 'offered-again', 'returned-again'];
/** Numbers of one change in `Held.history`. */
const width = 4;
const nobody = -1;

type Place = {
  /** Its place among all offers, or among all returns, whichever was last. */
  order: number;
  /** How many steps of the other kind there had been then. */
  others: number;
  /** How many descriptors were in the same hands before it. */
  ahead: number;
};
type Held = Place & {
  withM4: boolean;
  /** Where it stood with the M4 before it was returned. */
  before: Place | undefined;
  since: number;
  /** How often it changed; the last of these are in `history`, each where its number falls, modulo `kept`. */
  changes: number;
  readonly history: Float64Array;
};
type State = { offers: number; returns: number; withM4: number; withLinux: number; held: (Held | undefined)[] };

const fresh = (): State => ({ offers: 0, returns: 0, withM4: 0, withLinux: 0, held: [] });

export class DescriptorHolders implements Snapshottable {
  #state = fresh();

  /** Forgets everything; these descriptors are with the M4 already. */
  begin(offered: readonly number[], time: number): void {
    this.#state = fresh();
    for (const descriptor of offered) this.offered(descriptor, { time, event: undefined, index: 0 });
    for (const held of this.#state.held) if (held !== undefined) held.changes = 0;
  }

  /** False when the M4 has it already. */
  offered(descriptor: number, at: Omit<HolderChange, 'step'>): boolean {
    const state = this.#state;
    const held = this.#at(descriptor);
    const again = held.withM4;
    note(held, again ? 'offered-again' : 'offered', at);
    state.offers++;
    if (again) return false;
    if (held.order > 0) state.withLinux--;
    held.withM4 = true;
    held.order = state.offers;
    held.others = state.returns;
    held.ahead = state.withM4;
    held.before = undefined;
    state.withM4++;
    return true;
  }

  /** False when the M4 does not have it: given back twice, or never offered. */
  returned(descriptor: number, at: Omit<HolderChange, 'step'>): boolean {
    const state = this.#state;
    const held = this.#at(descriptor);
    const again = !held.withM4;
    note(held, again ? 'returned-again' : 'returned', at);
    if (again) return false;
    held.before = { order: held.order, others: held.others, ahead: held.ahead };
    state.returns++;
    state.withM4--;
    held.withM4 = false;
    held.order = state.returns;
    held.others = state.offers;
    held.ahead = state.withLinux;
    state.withLinux++;
    return true;
  }

  /** The newest return has been undone: the descriptor stands with the M4 where it stood. */
  takenBack(descriptor: number, at: Omit<HolderChange, 'step'>): void {
    const state = this.#state;
    const held = this.#at(descriptor);
    if (held.before === undefined) return;
    note(held, 'taken-back', at);
    Object.assign(held, held.before, { withM4: true, before: undefined });
    state.returns--;
    state.withLinux--;
    state.withM4++;
  }

  taken(descriptor: number, at: Omit<HolderChange, 'step'>): void {
    note(this.#at(descriptor), 'taken', at);
  }

  /** Does the M4 have it? */
  isWithM4(descriptor: number): boolean {
    return this.#state.held[descriptor]?.withM4 === true;
  }

  /** Has it ever been in the M4's hands? */
  wasOffered(descriptor: number): boolean {
    return this.#state.held[descriptor] !== undefined;
  }

  /** Virtual time of its last change of hands. */
  since(descriptor: number): number | undefined {
    return this.#state.held[descriptor]?.since;
  }

  /**
   * How many descriptors that came into the same hands later have left them since. 0 as long as everything goes in order;
   * it grows while one stays behind.
   */
  overtaken(descriptor: number): number {
    const { held, offers, returns } = this.#state;
    const own = held[descriptor];
    if (own === undefined) return 0;
    const left = (own.withM4 ? returns : offers) - own.others;
    const stillAhead = held.filter((h) => h !== undefined && h.withM4 === own.withM4 && h.order < own.order).length;
    return Math.max(0, left - (own.ahead - Math.min(own.ahead, stillAhead)));
  }

  /** Its last changes, oldest first. */
  history(descriptor: number): readonly HolderChange[] {
    const held = this.#state.held[descriptor];
    if (held === undefined) return [];
    const count = Math.min(held.changes, kept);
    return Array.from({ length: count }, (_, i) => {
      const from = placeOf(held.changes - count + i);
      const [time = 0, event = nobody, step = 0, index = 0] = held.history.subarray(from, from + width);
      return { time, event: event === nobody ? undefined : event, step: steps[step] ?? 'offered', index };
    });
  }

  save(): Plain {
    return structuredClone(this.#state) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#state = structuredClone(state) as unknown as State;
  }

  #at(descriptor: number): Held {
    const known = this.#state.held[descriptor];
    if (known !== undefined) return known;
    const history = new Float64Array(kept * width);
    const held: Held = {
      withM4: false,
      order: 0,
      others: 0,
      ahead: 0,
      before: undefined,
      since: 0,
      changes: 0,
      history,
    };
    this.#state.held[descriptor] = held;
    return held;
  }
}

const placeOf = (change: number): number => (change % kept) * width;

function note(held: Held, step: Step, { time, event, index }: Omit<HolderChange, 'step'>): void {
  held.since = time;
  const at = placeOf(held.changes++);
  held.history[at] = time;
  held.history[at + 1] = event ?? nobody;
  held.history[at + 2] = steps.indexOf(step);
  held.history[at + 3] = index;
}
