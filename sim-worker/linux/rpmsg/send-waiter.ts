/** The wait of rpmsg_send(): user space sleeps until a transmit buffer comes back, at most 15 s; a signal does not end it, for the kernel asks again. Source: drivers/rpmsg/virtio_rpmsg_bus.c. */
import { ENOMEM } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { type Answer, failed, type OpenFile, value, wait } from '../fs/vfs';
import type { Work } from '../kernel/work';
import { busOf, ERESTARTSYS, type RpmsgSender, sendQueue, sendTimeout, sendTimeoutText } from './rpmsg-channel';

/** What an open file remembers while its writer sleeps. */
type Waiting = { readonly device: string; readonly timer: number; readonly expired: boolean };

export type SendWaiterPorts = {
  readonly files: FileSystem;
  readonly work: Work;
  readonly sender: RpmsgSender;
  readonly say: (bus: string, text: string) => void;
};

/** For drivers that keep nothing else in `OpenFile.private`. */
export class SendWaiter {
  readonly #ports: SendWaiterPorts;

  constructor(ports: SendWaiterPorts) {
    this.#ports = ports;
    ports.work.on('rpmsg-send-timeout', (handle) => this.#expire(Number(handle)));
  }

  /** `device`: of the rpmsg device. Answers with the length once the message is in the ring. */
  send(file: OpenFile, device: string, src: number, dst: number, bytes: Uint8Array): Answer<number> {
    const { sender, say } = this.#ports;
    let errno = sender.trySend(device, src, dst, bytes);
    if (errno === ENOMEM && waitingOf(file) === undefined) {
      this.#begin(file, device);
      // A buffer may have come back before the bell was asked for.
      errno = sender.trySend(device, src, dst, bytes);
    }
    if (errno === ENOMEM && waitingOf(file)?.expired !== true) return wait(sendQueue, true);
    this.end(file);
    if (errno === 0) return value(bytes.length);
    if (errno !== ENOMEM) return failed(errno);
    say(busOf(device), sendTimeoutText);
    return failed(ERESTARTSYS);
  }

  /** The writer has gone, or has what it wanted. */
  end(file: OpenFile): void {
    const waiting = waitingOf(file);
    if (waiting === undefined) return;
    file.private = undefined;
    this.#ports.work.cancel(waiting.timer);
    this.#ports.sender.stopWaiting(waiting.device);
  }

  #begin(file: OpenFile, device: string): void {
    const timer = this.#ports.work.after(sendTimeout, 'rpmsg-send-timeout', file.handle);
    const waiting: Waiting = { device, timer, expired: false };
    file.private = waiting;
    this.#ports.sender.startWaiting(device);
  }

  #expire(handle: number): void {
    const file = this.#ports.files.file(handle);
    const waiting = file === undefined ? undefined : waitingOf(file);
    if (file === undefined || waiting === undefined) return;
    file.private = { ...waiting, expired: true };
    this.#ports.files.wake(sendQueue);
  }
}

const waitingOf = (file: OpenFile): Waiting | undefined => file.private as unknown as Waiting | undefined;
