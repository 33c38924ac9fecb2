/** virtio_rpmsg_bus: buffers, messages in both directions, and who is called for them. Source: drivers/rpmsg/virtio_rpmsg_bus.c; linux-side reference 4.3-4.6. */
import type { Clock } from '../../kernel/clock';
import type { EventLog } from '../../kernel/event-log';
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EINVAL, EIO, ENOMEM } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { EFAULT, surviveAbort } from '../kernel/abort';
import type { KernelLog } from '../kernel/kernel-log';
import type { LinuxBus } from '../kernel/ports';
import { freshLimit, mayPrint, type RateLimit } from '../kernel/rate-limit';
import type { Work } from '../kernel/work';
import { Virtqueue, type VirtqueuePlace } from '../virtio/virtqueue';
import {
  bufferBytes,
  ERESTARTSYS,
  headerBytes,
  largestPayload,
  type RpmsgSender,
  rpmsgAnyAddress,
  sendQueue,
  sendTimeout,
  sendTimeoutText,
} from './rpmsg-channel';

const EMSGSIZE = 90;
const mostBuffers = 512;

export type RpmsgBusPorts = {
  readonly bus: LinuxBus;
  readonly log: EventLog;
  readonly kernelLog: KernelLog;
  readonly work: Work;
  readonly files: FileSystem;
  readonly clock: Clock;
  /** Rings for the vring with this notify id. */
  readonly kick: (notifyId: number) => void;
};
/** A message as it lies in its buffer. */
export type Received = {
  readonly buffer: number;
  readonly src: number;
  readonly dst: number;
  readonly payload: Uint8Array;
};
/** Called for each message. False when the address has no endpoint. */
export type Dispatch = (message: Received) => boolean;
/** Called when a `sendInWork` that had to wait came to nothing. `src`: the endpoint that sent. */
export type SendFailed = (src: number, errno: number) => void;
export type BufferPool = { readonly address: number; readonly length: number };

type State = {
  /** Name of the virtio device: `virtio0`. */
  device: string;
  buffers: number;
  pool: number;
  /** Transmit buffers that were ever used. */
  lastSent: number;
  /** Writers that wait for a transmit buffer. */
  sleepers: number;
  /** Grows with each probe and removal: work of an earlier life is dropped. */
  life: number;
  receiving: boolean;
  /** The buffer whose message was handed on, until it is given back. */
  holding: number | undefined;
  /** Events that rang for this ring while a batch was going on: each is the reason for one of its later messages. */
  bells: (number | undefined)[];
  /** Full descriptors whose bell is on its way. */
  kicks: number;
  /** The M4 wanted to be rung for the receive buffers when it was asked, before DRIVER_OK. */
  announce: boolean;
  /** A driver that was called for a message sleeps in rpmsg_send(): nothing is received until it goes on. */
  blocked: BlockedSend | undefined;
};
type BlockedSend = {
  readonly src: number;
  readonly dst: number;
  readonly payload: Uint8Array;
  /** The end of its patience. */
  readonly timer: number;
  /** Why the next message is looked at; undefined when none waits. */
  next: { readonly cause: number | undefined } | undefined;
};
const gone = (life: number): State => ({
  device: '',
  buffers: 0,
  pool: 0,
  lastSent: 0,
  sleepers: 0,
  life,
  receiving: false,
  holding: undefined,
  bells: [],
  kicks: 0,
  announce: false,
  blocked: undefined,
});

export class VirtioRpmsgBus implements Snapshottable, RpmsgSender {
  readonly #ports: RpmsgBusPorts;
  readonly #dispatch: Dispatch;
  readonly #sendFailed: SendFailed;
  #state = gone(0);
  #nobody = freshLimit();
  #rx: Virtqueue | undefined;
  #tx: Virtqueue | undefined;

  constructor(ports: RpmsgBusPorts, dispatch: Dispatch, sendFailed: SendFailed) {
    this.#ports = ports;
    this.#dispatch = dispatch;
    this.#sendFailed = sendFailed;
    ports.work.on('rpmsg-blocked', (life) => this.#retryBlocked(Number(life), true));
    ports.work.on('rpmsg-receive', (life) => this.#receiveNext(Number(life)));
    ports.work.on('rpmsg-kick', (life) => this.#kick(Number(life)));
  }

  get device(): string {
    return this.#state.device;
  }

  say(text: string): void {
    this.#ports.kernelLog.print(`virtio_rpmsg_bus ${this.#state.device}: ${text}`);
  }

  /** vring_new_virtqueue() of both rings, whose memory is zero. */
  takeRings(device: string, rx: VirtqueuePlace, tx: VirtqueuePlace): void {
    this.#state = { ...gone(this.#state.life + 1), device };
    const say = (text: string): void => this.say(text);
    this.#rx = new Virtqueue(rx, this.#ports.bus, say);
    this.#tx = new Virtqueue(tx, this.#ports.bus, say);
  }

  /** Allocates buffers and offers the first half of them. Returns 0 or an errno. */
  fill(pool: BufferPool | undefined): number {
    const [rx, tx] = [this.#rx!, this.#tx!];
    if (rx.num !== tx.num) this.#ports.kernelLog.print('WARNING: vrings of different size at rpmsg_probe');
    const buffers = Math.min(2 * rx.num, mostBuffers);
    if (pool === undefined || pagesFor(buffers * bufferBytes) > pool.length) return ENOMEM;
    this.#state.buffers = buffers;
    this.#state.pool = pool.address;
    const { context } = this.#ports.log;
    const { cause } = context;
    for (let i = 0; i < buffers / 2; i++) {
      context.cause = cause;
      rx.addIn(pool.address + i * bufferBytes, bufferBytes);
    }
    context.cause = cause;
    tx.disableCallback();
    this.#state.announce = rx.kickWanted();
    return 0;
  }

  /** The first bell for the receive buffers, after DRIVER_OK. */
  announceBuffers(): void {
    if (this.#rx !== undefined && this.#state.announce) this.#ports.kick(this.#rx.notifyId);
  }

  /** Forgets rings and buffers. */
  drop(): void {
    const { blocked, kicks, life } = this.#state;
    // The bell of what was just written comes before the rings go.
    if (kicks > 0) surviveAbort(this.#ports.kernelLog, undefined, () => this.#kick(life));
    if (blocked !== undefined) this.#ports.work.cancel(blocked.timer);
    this.#state = gone(this.#state.life + 1);
    this.#rx = undefined;
    this.#tx = undefined;
    this.#ports.files.wake(sendQueue);
  }

  /** vring_interrupt() of the ring with this notify id. */
  interrupt(notifyId: number): void {
    if (this.#rx?.notifyId === notifyId) {
      const more = this.#rx.interrupted();
      if (this.#state.receiving) this.#state.bells.push(this.#ports.log.context.cause);
      else if (more) this.#receiveNext(this.#state.life);
    } else if (this.#tx?.notifyId === notifyId && this.#tx.interrupted()) {
      this.#ports.files.wake(sendQueue);
      this.#retryBlocked(this.#state.life, false);
    }
  }

  /** The private read index of ring 0 (from the M4) or 1. */
  readIndex(ring: number): number {
    return (ring === 0 ? this.#rx : this.#tx)?.lastUsed ?? 0;
  }

  /** Both rings, the one from the M4 first; none while there is no bus. */
  get queues(): readonly Virtqueue[] {
    return this.#rx === undefined || this.#tx === undefined ? [] : [this.#rx, this.#tx];
  }

  /** The endpoint whose driver sleeps in rpmsg_send() within its callback. */
  get blockedEndpoint(): number | undefined {
    return this.#state.blocked?.src;
  }

  trySend(src: number, dst: number, payload: Uint8Array): number {
    const tx = this.#tx;
    if (tx === undefined) return EIO;
    if (src === rpmsgAnyAddress || dst === rpmsgAnyAddress) {
      this.say(`invalid addr (src 0x${src.toString(16)}, dst 0x${dst.toString(16)})`);
      return EINVAL;
    }
    if (payload.length > largestPayload) {
      this.say(`message is too big (${payload.length})`);
      return EMSGSIZE;
    }
    return surviveAbort(this.#ports.kernelLog, EFAULT, () => {
      const buffer = this.#freeBuffer(tx);
      return buffer === undefined ? ENOMEM : this.#sendIn(buffer, tx, src, dst, payload);
    });
  }

  sendInWork(src: number, dst: number, payload: Uint8Array): number | 'blocked' {
    const { work } = this.#ports;
    const errno = this.trySend(src, dst, payload);
    if (errno !== ENOMEM) return errno;
    this.startWaiting();
    const timer = work.after(sendTimeout, 'rpmsg-blocked', this.#state.life);
    this.#state.blocked = { src, dst, payload, timer, next: undefined };
    return 'blocked';
  }

  startWaiting(): void {
    if (this.#state.sleepers++ === 0) surviveAbort(this.#ports.kernelLog, undefined, () => this.#tx?.enableCallback());
  }

  stopWaiting(): void {
    if (this.#state.sleepers === 0) return;
    if (--this.#state.sleepers === 0) surviveAbort(this.#ports.kernelLog, undefined, () => this.#tx?.disableCallback());
  }

  save(): Plain {
    const queues = { rx: this.#rx?.save(), tx: this.#tx?.save() };
    return { state: structuredClone(this.#state) as unknown as Plain, nobody: { ...this.#nobody }, ...queues };
  }

  load(saved: Plain): void {
    const { state, nobody, rx, tx } = saved as unknown as { state: State; nobody: RateLimit; rx: Plain; tx: Plain };
    this.#state = structuredClone(state);
    this.#nobody = { ...nobody };
    this.#rx = this.#loadQueue(rx);
    this.#tx = this.#loadQueue(tx);
  }

  #loadQueue(saved: Plain): Virtqueue | undefined {
    if (saved === undefined) return undefined;
    const { place } = saved as unknown as { place: VirtqueuePlace };
    const queue = new Virtqueue(place, this.#ports.bus, (text) => this.say(text));
    queue.load(saved);
    return queue;
  }

  /** Fresh ones of the second half first, then those that came back. */
  #freeBuffer(tx: Virtqueue): number | undefined {
    const { lastSent, buffers, pool } = this.#state;
    if (lastSent >= buffers / 2) return tx.take()?.address;
    this.#state.lastSent++;
    return pool + bufferBytes * (buffers / 2 + lastSent);
  }

  #sendIn(buffer: number, tx: Virtqueue, src: number, dst: number, payload: Uint8Array): number {
    const { bus } = this.#ports;
    bus.write(buffer + 12, payload.length, 2);
    bus.write(buffer + 14, 0, 2);
    bus.write(buffer, src, 4);
    bus.write(buffer + 4, dst, 4);
    bus.write(buffer + 8, 0, 4);
    bus.writeBytes(buffer + headerBytes, payload);
    const errno = tx.addOut(buffer, headerBytes + payload.length);
    if (errno !== 0) {
      this.say(`virtqueue_add_outbuf failed: -${errno}`);
      return errno;
    }
    this.#state.kicks++;
    this.#ports.work.after(this.#ports.work.latencies.kick, 'rpmsg-kick', this.#state.life);
    return 0;
  }

  #kick(life: number): void {
    const tx = this.#tx;
    if (life !== this.#state.life) return;
    this.#state.kicks--;
    if (tx?.kickWanted(1) === true) this.#ports.kick(tx.notifyId);
  }

  /** One message per piece of work: handed on, then its buffer is given back, then the next. */
  #receiveNext(life: number): void {
    const state = this.#state;
    const rx = this.#rx;
    if (life !== state.life || rx === undefined) return;
    const { receiving: inBatch, holding } = state;
    const { cause } = this.#ports.log.context;
    state.receiving = false;
    state.holding = undefined;
    if (holding !== undefined) {
      const errno = rx.addIn(holding, bufferBytes);
      if (errno !== 0) this.say(`failed to add a virtqueue buffer: -${errno}`);
      if (errno === 0) this.#receiveLater(state.bells.shift() ?? cause);
      else this.#ringForBuffers();
      return;
    }
    const used = rx.take();
    if (used !== undefined && this.#handOn(used.address, used.length)) {
      state.holding = used.address;
      this.#receiveLater(cause);
    } else if (inBatch) {
      this.#endBatch();
    } else if (used === undefined) this.say('uhm, incoming signal, but no used buffer ?');
  }

  /** After the last one: the M4 may want to hear that its buffers are back. Who rang meanwhile is heard now. */
  #endBatch(): void {
    const [bell] = this.#state.bells;
    this.#state.bells = [];
    this.#ringForBuffers();
    if (this.#rx?.hasUsed() === true && bell !== undefined) this.#receiveLater(bell);
  }

  #ringForBuffers(): void {
    if (this.#rx?.kickWanted() === true) this.#ports.kick(this.#rx.notifyId);
  }

  #retryBlocked(life: number, expired: boolean): void {
    const { blocked } = this.#state;
    if (life !== this.#state.life || blocked === undefined) return;
    let errno = this.trySend(blocked.src, blocked.dst, blocked.payload);
    if (errno === ENOMEM && !expired) return;
    this.#state.blocked = undefined;
    this.#ports.work.cancel(blocked.timer);
    this.stopWaiting();
    if (errno === ENOMEM) {
      this.say(sendTimeoutText);
      errno = ERESTARTSYS;
    }
    if (errno !== 0) this.#sendFailed(blocked.src, errno);
    if (blocked.next !== undefined) this.#receiveLater(blocked.next.cause);
  }

  #receiveLater(cause: number | undefined): void {
    const { work } = this.#ports;
    const { blocked } = this.#state;
    this.#state.receiving = true;
    if (blocked !== undefined) {
      blocked.next = { cause };
      return;
    }
    work.because(cause, () => {
      work.after(work.latencies.message, 'rpmsg-receive', this.#state.life);
    });
  }

  /** False ends the batch: a message that claims too much keeps its buffer for ever, as in the kernel. */
  #handOn(buffer: number, usedLength: number): boolean {
    const { bus } = this.#ports;
    const src = bus.read(buffer, 4);
    const dst = bus.read(buffer + 4, 4);
    const length = bus.read(buffer + 12, 2);
    // A used length below 16 wraps around in the kernel's unsigned subtraction and lets any message length pass.
    const room = usedLength < headerBytes ? largestPayload : usedLength - headerBytes;
    if (usedLength > bufferBytes || length > room) {
      this.say(`inbound msg too big: (${usedLength | 0}, ${length})`);
      return false;
    }
    const payload = bus.readBytes(buffer + headerBytes, length);
    this.#ports.work.because(this.#ports.log.context.cause, () => {
      if (!this.#dispatch({ buffer, src, dst, payload })) this.#sayNobody();
    });
    return true;
  }

  #sayNobody(): void {
    const { kernelLog, clock } = this.#ports;
    if (mayPrint(this.#nobody, clock.now, 'rpmsg_recv_single', (text) => kernelLog.print(text)))
      this.say('msg received with no recipient');
  }
}

/** A coherent pool hands out powers of two of pages (kernel/dma/coherent.c). */
function pagesFor(bytes: number): number {
  let size = 4096;
  while (size < bytes) size *= 2;
  return size;
}
