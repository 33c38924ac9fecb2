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
  rpmsgAnyAddress,
  type SendThen,
  sendQueue,
  sendTimeout,
  sendTimeoutText,
} from './rpmsg-channel';
import { type BusState, goneBus } from './virtio-rpmsg-state';

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
export type RpmsgBusListener = {
  /** Called for each message. False when the address has no endpoint. */
  readonly dispatch: (message: Received) => boolean;
  /** A send that had to wait is over. */
  readonly sendEnded: (then: SendThen, errno: number) => void;
  /** No driver sleeps in its callback any more. */
  readonly callbackEnded: () => void;
};
export type BufferPool = { readonly address: number; readonly length: number };

export class VirtioRpmsgBus implements Snapshottable {
  readonly #ports: RpmsgBusPorts;
  readonly #listener: RpmsgBusListener;
  /** Which of the remote processor's virtio devices it is. */
  readonly #index: number;
  #state = goneBus(0);
  #nobody = freshLimit();
  #rx: Virtqueue | undefined;
  #tx: Virtqueue | undefined;
  /** A driver's callback is going on; only within one call. */
  #inCallback = false;

  constructor(index: number, ports: RpmsgBusPorts, listener: RpmsgBusListener) {
    this.#index = index;
    this.#ports = ports;
    this.#listener = listener;
  }

  get device(): string {
    return this.#state.device;
  }

  /** Behind the memory of its buffers; 0 when it has none. */
  get poolEnd(): number {
    const { pool, buffers } = this.#state;
    return buffers === 0 ? 0 : pool + pagesFor(buffers * bufferBytes);
  }

  say(text: string): void {
    this.#ports.kernelLog.print(`virtio_rpmsg_bus ${this.#state.device}: ${text}`);
  }

  /** vring_new_virtqueue() of both rings, whose memory is zero. */
  takeRings(device: string, rx: VirtqueuePlace, tx: VirtqueuePlace): void {
    this.#state = { ...goneBus(this.#state.life + 1), device };
    const say = (text: string): void => this.say(text);
    this.#rx = new Virtqueue(rx, this.#ports.bus, say);
    this.#tx = new Virtqueue(tx, this.#ports.bus, say);
  }

  /** Allocates buffers and offers the first half of them. Returns 0 or an errno. */
  fill(pool: BufferPool): number {
    const [rx, tx] = [this.#rx!, this.#tx!];
    if (rx.num !== tx.num) this.#ports.kernelLog.print('WARNING: vrings of different size at rpmsg_probe');
    const buffers = Math.min(2 * rx.num, mostBuffers);
    if (pagesFor(buffers * bufferBytes) > pool.length) return ENOMEM;
    this.#state.buffers = buffers;
    this.#state.pool = pool.address;
    // dma_alloc_coherent() hands out zeros.
    this.#ports.bus.writeBytes(pool.address, new Uint8Array(buffers * bufferBytes));
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
    if (kicks > 0) surviveAbort(this.#ports.kernelLog, undefined, () => this.kick(life));
    for (const { timer } of blocked) this.#ports.work.cancel(timer);
    this.#state = goneBus(this.#state.life + 1);
    this.#rx = undefined;
    this.#tx = undefined;
    this.#ports.files.wake(sendQueue);
  }

  /** vring_interrupt() of the ring with this notify id. */
  interrupt(notifyId: number): void {
    const { cause } = this.#ports.log.context;
    if (this.sleepsInCallback) {
      this.#state.unheard.push({ notifyId, cause });
      return;
    }
    if (this.#rx?.notifyId === notifyId) {
      const more = this.#rx.interrupted();
      if (this.#state.receiving) this.#state.bells.push(cause);
      else if (more) this.receiveNext(this.#state.life);
    } else if (this.#tx?.notifyId === notifyId && this.#tx.interrupted()) {
      this.#ports.files.wake(sendQueue);
      for (const { id } of [...this.#state.blocked]) this.retry(id, false);
    }
  }

  /**
   * A driver sleeps in rpmsg_send() within its callback. The bell that would wake it is work behind the same lock (or,
   * in ST's tree, of the same interrupt thread): it sleeps all its 15 s.
   */
  get sleepsInCallback(): boolean {
    return this.#state.blocked.some(({ inCallback }) => inCallback);
  }

  /** The private read index of ring 0 (from the M4) or 1. */
  readIndex(ring: number): number {
    return (ring === 0 ? this.#rx : this.#tx)?.lastUsed ?? 0;
  }

  /** Both rings, the one from the M4 first; none while there is no bus. */
  get queues(): readonly Virtqueue[] {
    return this.#rx === undefined || this.#tx === undefined ? [] : [this.#rx, this.#tx];
  }

  /** The endpoint from which one of those sends that sleep. */
  blockedEndpoint(id: number): number | undefined {
    return this.#state.blocked.find((each) => each.id === id)?.src;
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

  /** rpmsg_send(): `sendEnded` hears of it when it has to wait for a buffer. */
  sendInTurn(src: number, dst: number, payload: Uint8Array, then: SendThen): number | 'blocked' {
    const { work } = this.#ports;
    let errno = this.trySend(src, dst, payload);
    if (errno !== ENOMEM) return errno;
    this.startWaiting();
    // A buffer may have come back before the bell was asked for.
    errno = this.trySend(src, dst, payload);
    if (errno !== ENOMEM) {
      this.stopWaiting();
      return errno;
    }
    const id = this.#state.nextBlocked++;
    const timer = work.after(sendTimeout, 'rpmsg-blocked', { bus: this.#index, number: id });
    this.#state.blocked.push({ id, src, dst, payload, then, timer, inCallback: this.#inCallback });
    return 'blocked';
  }

  /** A buffer may be there for one that sleeps, or its time is up. */
  retry(id: number, expired: boolean): void {
    const blocked = this.#state.blocked.find((each) => each.id === id);
    if (blocked === undefined) return;
    let errno = this.trySend(blocked.src, blocked.dst, blocked.payload);
    if (errno === ENOMEM && !expired) return;
    this.#state.blocked = this.#state.blocked.filter((each) => each !== blocked);
    this.#ports.work.cancel(blocked.timer);
    this.stopWaiting();
    if (errno === ENOMEM) {
      this.say(sendTimeoutText);
      errno = ERESTARTSYS;
    }
    this.#within(blocked.inCallback, () => this.#listener.sendEnded(blocked.then, errno));
    if (blocked.inCallback && !this.sleepsInCallback) this.#goOn();
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
    const { state, nobody, rx, tx } = saved as unknown as { state: BusState; nobody: RateLimit; rx: Plain; tx: Plain };
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
    this.#ports.work.after(this.#ports.work.latencies.kick, 'rpmsg-kick', {
      bus: this.#index,
      number: this.#state.life,
    });
    return 0;
  }

  /** The bell of one full descriptor. */
  kick(life: number): void {
    const tx = this.#tx;
    if (life !== this.#state.life) return;
    this.#state.kicks--;
    if (tx?.kickWanted(1) === true) this.#ports.kick(tx.notifyId);
  }

  /** One message per piece of work: handed on, then its buffer is given back, then the next. */
  receiveNext(life: number): void {
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

  /** The callback is over, and the lock is free: first the bells that waited for it, then the rest of the batch. */
  #goOn(): void {
    const { next, unheard } = this.#state;
    Object.assign(this.#state, { next: undefined, unheard: [] });
    if (next !== undefined) this.#receiveLater(next.cause);
    for (const { notifyId, cause } of unheard) this.#ports.work.because(cause, () => this.interrupt(notifyId));
    this.#listener.callbackEnded();
  }

  #within(inCallback: boolean, act: () => void): void {
    this.#inCallback = inCallback;
    try {
      act();
    } finally {
      this.#inCallback = false;
    }
  }

  #receiveLater(cause: number | undefined): void {
    const { work } = this.#ports;
    this.#state.receiving = true;
    if (this.sleepsInCallback) {
      this.#state.next = { cause };
      return;
    }
    work.because(cause, () => {
      work.after(work.latencies.message, 'rpmsg-receive', { bus: this.#index, number: this.#state.life });
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
      this.#within(true, () => {
        if (!this.#listener.dispatch({ buffer, src, dst, payload })) this.#sayNobody();
      });
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
