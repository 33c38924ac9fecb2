/** Looks at each event that some rule asks for, counts, and says when the run is to stop. */
import {
  type EventKind,
  type EventSchema,
  eventKinds,
  eventSchemas,
  isIpcEvent,
  type SocEvent,
} from '../../contract/event-schema';
import type { Vocabulary } from '../../contract/stop-completion';
import {
  type Condition,
  compare,
  eventsNamed,
  type StopBody,
  type StopRule,
  type Value,
} from '../../contract/stop-rules';
import type { StopNote, StopState } from '../../contract/stop-views';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { blockWindows } from '../../soc/memory-map';
import type { WatchWanted } from '../../soc/watches';
import type { Target } from '../target';
import { counts, instanceOf, instancesFor, ringBegins } from './counts';
import { noteOf } from './notes';
import { codePlace, dataPlace, ringPlace } from './places';
import { type Stop, stopAt } from './stop-sentence';

/** What a rule remembers; `held` has a bit for each ring or side for which a comparison holds. */
type Counted = {
  hits: number;
  held: number;
  last: { readonly seq: number | undefined; readonly time: number } | undefined;
};
type Armed = { readonly rule: StopRule; readonly counted: Counted; readonly code: number | undefined };
type Known = { readonly rule: StopRule; readonly counted: Counted };

const fresh = (): Counted => ({ hits: 0, held: 0, last: undefined });
const sameBody = (a: StopBody, b: StopBody): boolean => bodyText(a) === bodyText(b);
const bodyText = ({ on, where, count, once }: StopBody): string => JSON.stringify([on, where, count, once]);
/** The number of the rule that a step runs to. */
const aimId = -1;

/** Names beyond these would only fill memory twice. */
const mostNames = 20_000;

const ipcKinds = eventKinds.filter((kind) => (eventSchemas[kind] as EventSchema).ipc !== undefined);

export class StopEngine implements Snapshottable {
  readonly #target: Target;
  #armed: readonly Armed[] = [];
  #byKind: ReadonlyMap<EventKind, readonly Armed[]> = new Map();
  /** Every rule, also those that are switched off. */
  #known: readonly Known[] = [];
  #aim: StopRule | undefined;
  #through: number | undefined;
  /** Notes that were worked out while the rings lay there; looking for names in the file takes its time. */
  #notes = new WeakMap<StopRule, { readonly rings: string; readonly note: StopNote | undefined }>();
  #stop: Stop | undefined;

  constructor(target: Target) {
    this.#target = target;
    const { core, watches } = target.machine;
    watches.locate = (place) => ringPlace(target, place);
    core.breakpoints.holdsAt = (pc) => this.#atCode(pc);
  }

  /** These rules and no others; those that stay as they are keep their counts. */
  set(rules: readonly StopRule[]): void {
    const before = new Map(this.#known.map((known) => [known.rule.id, known]));
    this.#known = rules.map((rule) => ({ rule, counted: countedFor(rule, before.get(rule.id)) }));
    this.#arm();
  }

  /** Stops when this happens, besides the rules; undefined takes it back. Returns why it cannot happen, if so. */
  aim(body: StopBody | undefined, title = ''): StopNote | undefined {
    this.#aim = body === undefined ? undefined : { ...body, id: aimId, title, enabled: true };
    this.#arm();
    return this.#aim === undefined ? undefined : noteOf(this.#target, this.#aim);
  }

  /** Stops when the core comes to this address, besides the rules; undefined takes it back. */
  through(address: number | undefined): void {
    this.#through = address;
    this.#setBreakpoints();
  }

  /** To be told of every event while the machine runs; true: stop here. */
  sees(kind: EventKind, seq: number): boolean {
    const asked = this.#byKind.get(kind);
    if (asked === undefined) return false;
    const event = this.#target.machine.log.at(seq);
    if (event === undefined) return false;
    let stops = false;
    for (const armed of asked) {
      const said = this.#happens(armed, event);
      if (said !== undefined && this.#hit(armed, seq, said)) stops = true;
    }
    return stops;
  }

  /** Why the run has stopped, when a rule did it; asked once. */
  take(): Stop | undefined {
    const stop = this.#stop;
    this.#stop = undefined;
    return stop;
  }

  /** What conditions and places may name. */
  get names(): Vocabulary {
    const symbols = this.#target.symbols.names.toSorted().slice(0, mostNames);
    return { symbols, peripherals: blockWindows.map(({ name }) => name) };
  }

  /** Where rules stop in code, also those that are switched off. */
  get breakpoints(): readonly { readonly address: number; readonly rule: number; readonly enabled: boolean }[] {
    return this.#known.flatMap(({ rule: { id, enabled, ...body } }) => {
      const address = this.#codeOf(body);
      return address === undefined ? [] : [{ address, rule: id, enabled }];
    });
  }

  /** Each rule with what became of it. */
  view(): readonly StopState[] {
    return this.#known.map(({ rule, counted }) => ({
      rule,
      hits: counted.hits,
      last: counted.last,
      spent: isSpent(rule, counted),
      note: this.#noteOf(rule),
    }));
  }

  #noteOf(rule: StopRule): StopNote | undefined {
    const { probe } = this.#target;
    const rings = `${probe.vdev?.table} ${probe.placeOf(0)?.address} ${probe.placeOf(1)?.address}`;
    const known = this.#notes.get(rule);
    if (known?.rings === rings) return known.note;
    const note = noteOf(this.#target, rule);
    this.#notes.set(rule, { rings, note });
    return note;
  }

  save(): Plain {
    return structuredClone(this.#known.map(({ rule, counted }) => [rule.id, counted])) as unknown as Plain;
  }

  /** The counts of rules that were made later begin at nothing. */
  load(state: Plain): void {
    const saved = new Map(structuredClone(state) as unknown as readonly (readonly [number, Counted])[]);
    for (const { rule, counted } of this.#known) Object.assign(counted, saved.get(rule.id) ?? fresh());
    this.#stop = undefined;
  }

  #arm(): void {
    const aim = this.#aim === undefined ? [] : [{ rule: this.#aim, counted: fresh() }];
    this.#armed = [...this.#known, ...aim]
      .filter(({ rule }) => rule.enabled)
      .map(({ rule, counted }) => ({ rule, counted, code: this.#codeOf(rule) }));
    const byKind = new Map<EventKind, Armed[]>();
    for (const armed of this.#armed) {
      this.#lookFirst(armed);
      for (const kind of kindsFor(armed.rule)) byKind.set(kind, [...(byKind.get(kind) ?? []), armed]);
    }
    this.#byKind = byKind;
    this.#setBreakpoints();
    this.#watch();
  }

  #codeOf({ on }: StopBody): number | undefined {
    const place = on.kind === 'code' ? codePlace(this.#target, on.place) : undefined;
    return typeof place === 'number' ? place : undefined;
  }

  /** A comparison that holds already is no news. */
  #lookFirst({ rule, counted }: Armed): void {
    if (rule.on.kind !== 'measure') return;
    for (const instance of instancesFor(rule.on.measure, rule.where)) this.#becomes(rule, counted, instance);
  }

  #setBreakpoints(): void {
    const { breakpoints } = this.#target.machine.core;
    breakpoints.clear();
    for (const { code } of this.#armed) if (code !== undefined) breakpoints.add(code);
    if (this.#through !== undefined) breakpoints.add(this.#through);
  }

  /** Watches record events, so they are part of the run: they go through the journal. */
  #watch(): void {
    const byPlace = new Map<string, WatchWanted>();
    for (const { rule } of this.#armed) {
      const { on } = rule;
      if (on.kind !== 'memory') continue;
      const found = dataPlace(this.#target, on.place);
      if (found.kind === 'wrong') continue;
      const known = byPlace.get(on.place);
      byPlace.set(on.place, {
        place: on.place,
        range: found.kind === 'found' ? found.range : undefined,
        reads: known?.reads === true || on.access === 'read' || on.access === 'access',
        writes: known?.writes === true || on.access !== 'read',
      });
    }
    const watches = [...byPlace.values()];
    const { machine, journal } = this.#target;
    if (JSON.stringify(watches) === JSON.stringify(machine.watches.wanted)) return;
    journal.record(machine, { kind: 'watches', watches });
  }

  /** What to say of an event that a rule means; undefined when it means another; empty: the event says it. */
  #happens({ rule, counted }: Armed, event: SocEvent): string | undefined {
    const { on, where } = rule;
    switch (on.kind) {
      case 'measure': {
        const one = instanceOf(on.measure, event);
        const instances = instancesFor(on.measure, where).filter((each) => one === undefined || each === one);
        const said = instances.map((instance) => this.#becomes(rule, counted, instance));
        return event.kind === ringBegins ? undefined : said.find((text) => text !== undefined);
      }
      case 'memory': {
        const { place, old, value } = event.fields as { place?: string; old?: number; value?: number };
        if (place !== on.place || (on.access === 'change' && old === value)) return undefined;
        return this.#meets(event, where) ? '' : undefined;
      }
      case 'ipc':
        return isIpcEvent(event.kind, event.fields) && this.#meets(event, where) ? '' : undefined;
      case 'event':
        return this.#meets(event, where) ? '' : undefined;
      case 'code':
        return undefined;
    }
  }

  /** A sentence when the comparison has just become true. */
  #becomes({ on }: StopRule, counted: Counted, instance: number): string | undefined {
    if (on.kind !== 'measure') return undefined;
    const value = counts[on.measure].read(this.#target, instance);
    const holds = value !== undefined && compare(value, on.op, on.value);
    const held = (counted.held & (1 << instance)) !== 0;
    counted.held = holds ? counted.held | (1 << instance) : counted.held & ~(1 << instance);
    return holds && !held ? counts[on.measure].say(value, instance) : undefined;
  }

  #meets({ fields, pc }: SocEvent, where: readonly Condition[]): boolean {
    const values = fields as Readonly<Record<string, Value>>;
    return where.every(({ field, op, value }) => {
      const found = field === 'pc' ? pc : field === 'in' ? this.#functionAt(pc) : values[field];
      return found !== undefined && compare(found, op, value);
    });
  }

  #functionAt(pc: number | undefined): string | undefined {
    return pc === undefined ? undefined : this.#target.symbols.nameAt(pc)?.name;
  }

  #atCode(pc: number): boolean {
    let stops = this.#through === pc;
    for (const armed of this.#armed) {
      if (armed.code !== pc || !this.#registersMeet(armed.rule.where)) continue;
      if (this.#hit(armed, undefined, '')) stops = true;
    }
    return stops;
  }

  #registersMeet(where: readonly Condition[]): boolean {
    if (where.length === 0) return true;
    const { r } = this.#target.machine.core.view();
    return where.every(({ field, op, value }) => {
      const number = field === 'sp' ? 13 : field === 'lr' ? 14 : Number(field.slice(1));
      return compare((r[number] ?? 0) >>> 0, op, value);
    });
  }

  /** Counts; true when it is the time at which the rule stops. */
  #hit({ rule, counted }: Armed, seq: number | undefined, said: string): boolean {
    if (isSpent(rule, counted)) return false;
    counted.hits++;
    counted.last = { seq, time: this.#target.machine.clock.now };
    if (rule.count > 1 && counted.hits !== rule.count) return false;
    const asked = rule.id === aimId;
    this.#stop ??= stopAt(this.#target, { rule, seq, said, hits: counted.hits, asked });
    return true;
  }
}

/** A rule that stops once and is switched on again begins anew. */
function countedFor(rule: StopRule, before: Known | undefined): Counted {
  if (before === undefined || !sameBody(before.rule, rule)) return fresh();
  return rule.once && rule.enabled && !before.rule.enabled ? fresh() : before.counted;
}

const isSpent = ({ once, count }: StopRule, { hits }: Counted): boolean => once && hits >= count;

function kindsFor({ on }: StopRule): readonly EventKind[] {
  switch (on.kind) {
    case 'event':
      return eventsNamed(on.name);
    case 'ipc':
      return ipcKinds;
    case 'measure':
      return [ringBegins, ...counts[on.measure].kinds];
    case 'memory':
      return on.access === 'read'
        ? ['watch.read']
        : on.access === 'access'
          ? ['watch.read', 'watch.written']
          : ['watch.written'];
    case 'code':
      return [];
  }
}
