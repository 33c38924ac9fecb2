/** The mailbox core: one message in flight and twenty waiting per channel. Source: drivers/mailbox/mailbox.c; linux-side reference 3.3. */
import type { Nanoseconds } from '../../contract/units';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import type { Say } from '../kernel/kernel-log';
import type { Work } from '../kernel/work';

const ENOBUFS = 105;
const ETIME = 62;
/** MBOX_TX_QUEUE_LEN. */
const queueLength = 20;

/** The driver of the hardware below. Channels count from 0. */
export type MailboxController = {
  readonly startup: (channel: number) => void;
  readonly send: (channel: number) => void;
};
/** Who owns a channel. The hardware carries no data: a message is a number that means something to the client only. */
export type MailboxClient = {
  /** The other side rang. */
  readonly received?: () => void;
  /** The message is about to be sent: what belongs to it is put into shared memory now. */
  readonly prepare?: (message: number) => void;
  /** 0, or a positive errno. */
  readonly sent?: (message: number, errno: number) => void;
};

type Channel = {
  readonly waiting: number[];
  active: number | undefined;
  /** Number of the planned end of a blocking send, and its message. */
  timeout: { readonly order: number; readonly message: number } | undefined;
};
const idle = (): Channel => ({ waiting: [], active: undefined, timeout: undefined });

export class Mailbox implements Snapshottable {
  readonly #controller: MailboxController;
  readonly #work: Work;
  readonly #say: Say;
  readonly #clients = new Map<number, MailboxClient>();
  #channels: Channel[];

  constructor(channels: number, controller: MailboxController, work: Work, say: Say) {
    this.#controller = controller;
    this.#work = work;
    this.#say = say;
    this.#channels = Array.from({ length: channels }, idle);
    work.on('mailbox-timeout', (channel) => this.#timedOut(Number(channel)));
  }

  /** Says who owns a channel; when the machine is built. */
  connect(channel: number, client: MailboxClient): void {
    this.#clients.set(channel, client);
  }

  /** Opens all connected channels. */
  start(): void {
    for (const channel of [...this.#clients.keys()].sort((a, b) => a - b)) this.#controller.startup(channel);
  }

  /** How many messages wait behind the one in flight. */
  waiting(channel: number): number {
    return this.#channels[channel]?.waiting.length ?? 0;
  }

  /** Returns 0 or ENOBUFS. `timeout`: the client's `sent` hears ETIME when the other side has not taken it by then. */
  send(channel: number, message: number, timeout?: Nanoseconds): number {
    const state = this.#channels[channel]!;
    if (state.waiting.length === queueLength) {
      this.#say('Try increasing MBOX_TX_QUEUE_LEN');
      return ENOBUFS;
    }
    state.waiting.push(message);
    this.#submit(channel);
    if (timeout !== undefined) {
      state.timeout = { order: this.#work.after(timeout, 'mailbox-timeout', channel), message };
    }
    return 0;
  }

  /** From the hardware: the other side took the message in flight. */
  txDone(channel: number): void {
    this.#tick(channel, 0);
  }

  /** From the hardware: the other side rang. */
  received(channel: number): void {
    this.#clients.get(channel)?.received?.();
  }

  save(): Plain {
    return structuredClone(this.#channels) as unknown as Plain;
  }

  load(state: Plain): void {
    this.#channels = structuredClone(state) as unknown as Channel[];
  }

  #submit(channel: number): void {
    const state = this.#channels[channel]!;
    if (state.active !== undefined) return;
    const message = state.waiting.shift();
    if (message === undefined) return;
    state.active = message;
    this.#clients.get(channel)?.prepare?.(message);
    this.#controller.send(channel);
  }

  #tick(channel: number, errno: number): void {
    const state = this.#channels[channel]!;
    const message = state.active;
    state.active = undefined;
    this.#submit(channel);
    if (message === undefined) return;
    if (state.timeout?.message === message) {
      this.#work.cancel(state.timeout.order);
      state.timeout = undefined;
    }
    this.#clients.get(channel)?.sent?.(message, errno);
  }

  /** The message is given up; the flag in the hardware stays as it is. */
  #timedOut(channel: number): void {
    this.#tick(channel, ETIME);
  }
}
