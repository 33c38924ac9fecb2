/** Breaks the machine on purpose: arms faults, lets each happen at its moment, and tells what it did, or that it never came to it. */
import type { EventKind, FieldsOf, SocEvent } from '../contract/event-schema';
import { printInjection } from '../contract/injection-text';
import type { InjectionMark } from '../contract/injection-views';
import type { Injection } from '../contract/injections';
import { ns } from '../contract/units';
import type { Plain, Snapshottable } from '../kernel/snapshot';
import { type Armed, countOne, isKind, numberOf, wordOf } from './armed';
import { Bells, type FlagChange, isBellFault } from './bells';
import type { InjectorPorts, RingPlace } from './ports';
import { corrupt, type Handed, leak } from './rings';
import { begin, end, settle } from './standing';

const device = 'injections';
type HandOver = { readonly id: number; readonly cause: number } & Handed;

export class Injector implements Snapshottable {
  readonly #ports: InjectorPorts;
  readonly #bells: Bells;
  /** Where a ring lies by the live resource table; undefined while there is none. */
  #placeOf: (ring: number) => RingPlace | undefined = () => undefined;
  #list: Armed[] = [];
  #nextId = 1;

  constructor(ports: InjectorPorts) {
    this.#ports = ports;
    const { mailbox, clock, schedule } = ports;
    this.#bells = new Bells({
      mailbox,
      clock,
      list: () => this.#list,
      fire: (armed, what, act) => this.#fire(armed, what, ports.log.context.cause, act),
      deliver: (id, what, act) =>
        this.#ports.log.because(ports.log.record('inject.delivered', { id, what }, this.#lastOf(id)), act),
      plan: (time, what, data) => void schedule.plan(time, device, what, data),
    });
    schedule.register(device, (what, data) => this.#due(what, data));
  }

  /** Who knows where the rings lie. */
  findRings(placeOf: (ring: number) => RingPlace | undefined): void {
    this.#placeOf = placeOf;
  }

  /** ETZPC id of a peripheral; undefined when there is none of this name. */
  peripheralId(name: string): number | undefined {
    return this.#ports.firewall.idOf(name);
  }

  /** In the order in which they were armed. */
  get list(): readonly Readonly<Armed>[] {
    return this.#list;
  }

  /** Somebody must tell what happens: there are faults that wait for it. */
  get listens(): boolean {
    return this.#list.length > 0;
  }

  arm(injection: Injection): number {
    const { log, schedule, clock } = this.#ports;
    const id = this.#nextId++;
    const seq = log.record('inject.armed', { id, injection: printInjection(injection) }, undefined);
    const armed: Armed = {
      id,
      injection,
      armed: { time: clock.now, seq },
      phase: 'waiting',
      counted: 0,
      fired: 0,
      first: undefined,
      last: undefined,
      held: undefined,
      before: undefined,
      did: '',
      stuck: false,
      obstacle: '',
    };
    this.#list.push(armed);
    if (isBellFault(armed) || isKind(armed, 'leak-buffer')) return id;
    if (isKind(armed, 'corrupt-ring')) {
      if (wordOf(armed, 'at') === 'now') this.#corruptNow(armed, seq);
      return id;
    }
    const after = numberOf(armed, 'after');
    if (after > 0) schedule.plan(ns(clock.now + after), device, 'begin', { id, cause: seq });
    else this.#begin(armed, seq);
    return id;
  }

  /** Lets go of what it holds. False when there is no such fault. */
  remove(id: number): boolean {
    const armed = this.#find(id);
    if (armed === undefined) return false;
    // What is over has ended already, unless it still holds a bell.
    if (armed.phase !== 'over' || armed.held !== undefined)
      this.#end(armed, armed.fired === 0 ? 'removed before it happened' : 'removed');
    this.#list = this.#list.filter((one) => one !== armed);
    return true;
  }

  /** A processor has written CxSCR: what of it passes. */
  passes(by: 1 | 2, wanted: FlagChange): FlagChange {
    return this.#bells.passes(by, wanted);
  }

  /** To be told of every event while `listens`. */
  heard(kind: EventKind, seq: number): void {
    switch (kind) {
      case 'vring.offered':
      case 'vring.returned':
        this.#handedOver(kind === 'vring.offered' ? 'offered' : 'returned', seq);
        return;
      case 'rcc.m4-held':
        this.#m4WasReset();
        return;
      case 'rcc.m4-released':
        this.#m4WasReset();
        this.#retry(kind, seq);
        return;
      case 'rproc.vring-address':
      case 'hsem.released':
        this.#retry(kind, seq);
        return;
      default:
    }
  }

  save(): Plain {
    return structuredClone({ list: this.#list, nextId: this.#nextId, bells: this.#bells.save() }) as unknown as Plain;
  }

  load(state: Plain): void {
    const saved = structuredClone(state) as unknown as { list: Armed[]; nextId: number; bells: Plain };
    this.#list = saved.list;
    this.#nextId = saved.nextId;
    this.#bells.load(saved.bells);
  }

  #plan(what: string, data: Plain): void {
    const { schedule, clock } = this.#ports;
    schedule.plan(clock.now, device, what, data);
  }

  #due(what: string, data: Plain): void {
    if (what === 'bell') {
      this.#bells.due(data as unknown as Parameters<Bells['due']>[0]);
      return;
    }
    if (what === 'retry') {
      const { kind, cause } = data as unknown as { kind: EventKind; cause: number };
      for (const armed of this.#list.filter((one) => isStuck(one, kind))) this.#again(armed, cause);
      return;
    }
    const { id, cause } = data as unknown as { id: number; cause: number };
    const armed = this.#find(id);
    if (armed === undefined) return;
    if (what === 'begin') this.#begin(armed, cause);
    else if (what !== 'end') this.#hitRing(armed, data as unknown as HandOver);
    else if (armed.phase === 'active') this.#end(armed, 'its time is over');
  }

  #again(armed: Armed, cause: number): void {
    if (isKind(armed, 'corrupt-ring')) this.#corruptNow(armed, cause);
    else this.#begin(armed, cause);
  }

  #begin(armed: Armed, cause: number): void {
    const beginning = begin(armed, this.#ports);
    armed.stuck = beginning === 'wait';
    if (beginning === 'wait') return;
    if ('impossible' in beginning) {
      armed.obstacle = beginning.impossible;
      armed.phase = 'over';
      return;
    }
    armed.phase = beginning.lasts ? 'active' : 'over';
    armed.before = beginning.before;
    this.#fire(armed, beginning.what, cause, () => {
      beginning.act?.();
      settle(this.#list, this.#ports);
    });
    const lasting = beginning.lasts ? numberOf(armed, 'for') : 0;
    const { schedule, clock } = this.#ports;
    if (lasting > 0) schedule.plan(ns(clock.now + lasting), device, 'end', { id: armed.id, cause });
  }

  #end(armed: Armed, why: string): void {
    const { log } = this.#ports;
    const wasActive = armed.phase === 'active';
    const seq = log.record('inject.removed', { id: armed.id, what: why }, armed.last?.seq ?? armed.armed.seq);
    armed.phase = 'over';
    this.#ports.log.because(seq, () => {
      if (wasActive) end(armed, this.#ports);
      if (isBellFault(armed)) this.#bells.release(armed);
      settle(this.#list, this.#ports);
    });
  }

  /** A silent death ends with it. */
  #m4WasReset(): void {
    for (const armed of this.#list) {
      if (!isKind(armed, 'kill-m4') || armed.phase !== 'active') continue;
      armed.phase = 'over';
      this.#ports.log.record('inject.removed', { id: armed.id, what: 'the M4 was reset' });
    }
  }

  /** Whoever caused this is not done yet: what follows comes right after. */
  #retry(kind: EventKind, seq: number): void {
    if (this.#list.some((armed) => isStuck(armed, kind))) this.#plan('retry', { kind, cause: seq });
  }

  #handedOver(way: 'offered' | 'returned', seq: number): void {
    const event = this.#ports.log.at(seq) as
      | Extract<SocEvent, { kind: 'vring.offered' | 'vring.returned' }>
      | undefined;
    if (event === undefined) return;
    const { ring, descriptor, index }: FieldsOf<'vring.offered'> = event.fields;
    for (const armed of this.#list) {
      if (armed.phase !== 'waiting' || !waitsForBuffer(armed, way, ring)) continue;
      if (countOne(armed)) this.#plan('ring', { id: armed.id, cause: seq, descriptor, index });
    }
  }

  #hitRing(armed: Armed, { cause, descriptor, index }: HandOver): void {
    const place = this.#placeOf(numberOf(armed, 'ring'));
    if (place === undefined) return;
    const { memory } = this.#ports;
    if (isKind(armed, 'corrupt-ring')) {
      this.#corrupt(armed, place, { descriptor, index }, cause);
      return;
    }
    const text = `the M4 does not give descriptor ${descriptor} of vring${numberOf(armed, 'ring')} back`;
    this.#fire(armed, text, cause, () => leak(place, { descriptor, index }, memory));
  }

  #corruptNow(armed: Armed, cause: number): void {
    const place = this.#placeOf(numberOf(armed, 'ring'));
    armed.stuck = place === undefined;
    if (place === undefined) return;
    armed.phase = 'over';
    this.#corrupt(armed, place, undefined, cause);
  }

  #corrupt(armed: Armed, place: RingPlace, handed: Handed | undefined, cause: number): void {
    const blow = corrupt(armed, place, handed, this.#ports.memory);
    if (blow === undefined) armed.obstacle = 'the field lies where no memory is';
    else this.#fire(armed, blow.what, cause, blow.act);
  }

  #fire(armed: Armed, what: string, cause: number | undefined, act?: () => void): void {
    const { log, clock } = this.#ports;
    const seq = log.record('inject.fired', { id: armed.id, what }, cause);
    const mark: InjectionMark = { time: clock.now, seq };
    armed.fired++;
    armed.did = what;
    armed.first ??= mark;
    armed.last = mark;
    if (act !== undefined) this.#ports.log.because(seq, act);
  }

  #find(id: number): Armed | undefined {
    return this.#list.find((armed) => armed.id === id);
  }

  #lastOf(id: number): number | undefined {
    return this.#find(id)?.last?.seq;
  }
}

function isStuck(armed: Armed, kind: EventKind): boolean {
  if (armed.phase !== 'waiting' || !armed.stuck) return false;
  if (kind === 'hsem.released') return isKind(armed, 'hold-semaphore');
  return isKind(armed, kind === 'rcc.m4-released' ? 'kill-m4' : 'corrupt-ring');
}

function waitsForBuffer(armed: Armed, way: 'offered' | 'returned', ring: number): boolean {
  if (numberOf(armed, 'ring') !== ring) return false;
  return isKind(armed, 'leak-buffer')
    ? way === 'returned'
    : isKind(armed, 'corrupt-ring') && wordOf(armed, 'at') === way;
}
