/** Messages out of events: the causal chain of one message and of the answer to it, followed along `cause` alone. */
import type { Lane, SocEvent } from '../../sim-worker/contract/event-schema';
import { followsLetter, Letters } from '../../sim-worker/contract/letters';
import {
  beginMessage,
  isOtherHalf,
  type MessageDraft,
  type MessageFacts,
  maxEventsPerMessage,
  noteEvent,
  startsMessage,
} from '../../sim-worker/contract/messages';
import { laneOf } from './actor';
import { LogReader } from './log-reader';

export type MessageEvent = { readonly event: SocEvent; readonly lane: Lane; readonly inHandler: boolean };
export type Message = MessageFacts & { readonly events: readonly MessageEvent[] };

/** The list keeps this many messages; older ones stay in the worker's log. */
const maxMessages = 200;

type Group = MessageDraft & { events: MessageEvent[]; shown: Message | undefined };

/** Reads each event once; asked again with a longer log it only looks at what is new. */
export class MessageIndex extends LogReader {
  private inHandler = 0;
  private groups: Group[] = [];
  private readonly home = new Map<number, Group>();
  /** Where what follows from an event belongs to another message than the event itself. */
  private readonly line = new Map<number, Group | undefined>();
  private readonly letters = new Letters<Group>();
  private result: readonly Message[] = [];

  /** The messages of this log, oldest first. The same list comes back while nothing was added. */
  advance(events: readonly SocEvent[]): readonly Message[] {
    if (!this.readOn(events)) return this.result;
    this.trim(events[0]?.seq ?? 0);
    this.result = this.groups.map(shownOf);
    return this.result;
  }

  /** The message that an event belongs to. */
  messageOf(seq: number): Message | undefined {
    const group = this.home.get(seq);
    return group === undefined ? undefined : shownOf(group);
  }

  protected override forget(): void {
    this.inHandler = 0;
    this.groups = [];
    this.home.clear();
    this.line.clear();
    this.letters.forget();
    this.result = [];
  }

  private trim(first: number): void {
    const drop = this.groups.length - maxMessages;
    for (const group of drop > 0 ? this.groups.splice(0, drop) : []) this.drop(group);
    while (this.groups[0] !== undefined && this.groups[0].id < first && this.groups.length > 1)
      this.drop(this.groups.shift());
  }

  private drop(group: Group | undefined): void {
    for (const { event } of group?.events ?? []) {
      this.home.delete(event.seq);
      this.line.delete(event.seq);
    }
  }

  protected override take(event: SocEvent): void {
    if (event.kind === 'irq.taken') this.inHandler++;
    if (event.kind === 'rcc.m4-released') this.letters.forget();
    const parent = event.cause === undefined ? undefined : this.lineOf(event.cause);
    const owner = this.letters.take(event);
    const group = owner ?? (startsMessage(event, parent) ? (this.otherHalf(event) ?? this.begin(event)) : parent);
    if (group !== undefined && group.events.length < maxEventsPerMessage) {
      const inHandler = this.inHandler > 0;
      group.events.push({ event, lane: laneOf(event, inHandler), inHandler });
      this.home.set(event.seq, group);
      group.end = event.time;
      group.shown = undefined;
      noteEvent(group, event);
      if (owner === undefined) this.letters.put(event, group);
      else if (owner !== parent && !followsLetter(event)) this.line.set(event.seq, parent);
    }
    if (event.kind === 'irq.returned' && this.inHandler > 0) this.inHandler--;
    if (event.kind === 'rcc.m4-released') this.inHandler = 0;
  }

  private lineOf(seq: number): Group | undefined {
    return this.line.has(seq) ? this.line.get(seq) : this.home.get(seq);
  }

  private otherHalf(event: SocEvent): Group | undefined {
    const newest = this.groups[this.groups.length - 1];
    return isOtherHalf(event, newest) ? newest : undefined;
  }

  private begin(event: SocEvent): Group {
    const group: Group = { ...beginMessage(event), events: [], shown: undefined };
    this.groups.push(group);
    return group;
  }
}

function shownOf(group: Group): Message {
  group.shown ??= {
    ...group,
    out: group.out === undefined ? undefined : { ...group.out },
    back: group.back === undefined ? undefined : { ...group.back },
    events: group.events.slice(),
  };
  return group.shown;
}

/** The message that is made of these events, oldest first; undefined when they are not all there from its first on. */
export function messageOf(events: readonly SocEvent[], id: number | undefined): Message | undefined {
  const [first] = events;
  if (first === undefined || first.seq !== id) return undefined;
  const message = beginMessage(first);
  let handlers = 0;
  const steps: MessageEvent[] = [];
  for (const event of events) {
    if (event.kind === 'irq.taken') handlers++;
    const inHandler = handlers > 0;
    steps.push({ event, lane: laneOf(event, inHandler), inHandler });
    message.end = event.time;
    noteEvent(message, event);
    if (event.kind === 'irq.returned' && handlers > 0) handlers--;
  }
  return { ...message, events: steps };
}

/** A message has at most one way out and one way back; what follows is another message. */
