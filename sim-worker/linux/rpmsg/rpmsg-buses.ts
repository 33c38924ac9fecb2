/** The rpmsg buses of a firmware: one per virtio device of type rpmsg, as many as its resource table has. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { EIO } from '../fs/errno';
import { busOf, type RpmsgSender, type SendThen } from './rpmsg-channel';
import { type Received, type RpmsgBusPorts, VirtioRpmsgBus } from './virtio-rpmsg-bus';

export type RpmsgBusesListener = {
  /** False when the address has no endpoint on this virtio device. */
  readonly dispatch: (bus: string, message: Received) => boolean;
  readonly sendEnded: (bus: string, then: SendThen, errno: number) => void;
  /** No driver sleeps in its callback any more. */
  readonly callbackEnded: () => void;
};
/** Work for one bus; `number`: a life, or a send that sleeps. */
type ForBus = { readonly bus: number; readonly number: number };

export class RpmsgBuses implements Snapshottable, RpmsgSender {
  readonly #ports: RpmsgBusPorts;
  readonly #listener: RpmsgBusesListener;
  readonly #buses: VirtioRpmsgBus[] = [];

  constructor(ports: RpmsgBusPorts, listener: RpmsgBusesListener) {
    this.#ports = ports;
    this.#listener = listener;
    const on = (what: string, act: (bus: VirtioRpmsgBus, number: number) => void): void =>
      ports.work.on(what, (data) => {
        const { bus, number } = data as unknown as ForBus;
        act(this.at(bus), number);
      });
    on('rpmsg-blocked', (bus, id) => bus.retry(id, true));
    on('rpmsg-receive', (bus, life) => bus.receiveNext(life));
    on('rpmsg-kick', (bus, life) => bus.kick(life));
  }

  /** The bus of the virtio device with this index. */
  at(index: number): VirtioRpmsgBus {
    while (this.#buses[index] === undefined) this.#buses.push(this.#make(this.#buses.length));
    return this.#buses[index]!;
  }

  get all(): readonly VirtioRpmsgBus[] {
    return this.#buses;
  }

  /** The bus of `virtio0`, or of a device on it, while it is there. */
  of(device: string): VirtioRpmsgBus | undefined {
    const name = device.includes('.') ? busOf(device) : device;
    return this.#buses.find((bus) => bus.device === name);
  }

  /** vring_interrupt() of the ring with this notify id, which is unique among all buses. */
  interrupt(notifyId: number): void {
    for (const bus of this.#buses) bus.interrupt(notifyId);
  }

  /** A driver sleeps in rpmsg_send() within its callback. */
  get sleepsInCallback(): boolean {
    return this.#buses.some((bus) => bus.sleepsInCallback);
  }

  /** Who sends, by the data of the timer that ends its patience. */
  sleeper(data: Plain): { readonly bus: string; readonly src: number } | undefined {
    const { bus, number } = data as unknown as ForBus;
    const src = this.#buses[bus]?.blockedEndpoint(number);
    return src === undefined ? undefined : { bus: this.at(bus).device, src };
  }

  trySend(device: string, src: number, dst: number, payload: Uint8Array): number {
    return this.of(device)?.trySend(src, dst, payload) ?? EIO;
  }

  sendInTurn(device: string, src: number, dst: number, payload: Uint8Array, then: SendThen): number | 'blocked' {
    return this.of(device)?.sendInTurn(src, dst, payload, then) ?? EIO;
  }

  sendInWork(device: string, src: number, dst: number, payload: Uint8Array): number | 'blocked' {
    return this.sendInTurn(device, src, dst, payload, { of: 'driver', src });
  }

  startWaiting(device: string): void {
    this.of(device)?.startWaiting();
  }

  stopWaiting(device: string): void {
    this.of(device)?.stopWaiting();
  }

  save(): Plain {
    return this.#buses.map((bus) => bus.save());
  }

  load(saved: Plain): void {
    const states = saved as unknown as readonly Plain[];
    this.#buses.splice(states.length);
    states.forEach((state, index) => {
      this.at(index).load(state);
    });
  }

  #make(index: number): VirtioRpmsgBus {
    const { dispatch, sendEnded, callbackEnded } = this.#listener;
    const bus: VirtioRpmsgBus = new VirtioRpmsgBus(index, this.#ports, {
      dispatch: (message) => dispatch(bus.device, message),
      sendEnded: (then, errno) => sendEnded(bus.device, then, errno),
      callbackEnded,
    });
    return bus;
  }
}
