/** rpmsg_client_sample: greets the service of its name and answers each message, a hundred times. Source: samples/rpmsg/rpmsg_client_sample.c. */
import type { Plain, Snapshottable } from '../../kernel/snapshot';
import { encodeText } from '../fs/text';
import type { KernelLog } from '../kernel/kernel-log';
import type { RpmsgChannel, RpmsgDriver, RpmsgSender } from './rpmsg-channel';

const greeting = 'hello world!';
const mostMessages = 100;

export class RpmsgClientSample implements RpmsgDriver, Snapshottable {
  readonly name = 'rpmsg_client_sample';
  readonly services = ['rpmsg-client-sample'];
  readonly #kernelLog: KernelLog;
  readonly #sender: RpmsgSender;
  #counts: Record<string, number> = {};

  constructor(kernelLog: KernelLog, sender: RpmsgSender) {
    this.#kernelLog = kernelLog;
    this.#sender = sender;
  }

  probe(channel: RpmsgChannel): string | number | undefined {
    this.#counts[channel.device] = 0;
    this.#say(channel, `new channel: 0x${channel.src.toString(16)} -> 0x${channel.dst.toString(16)}!`);
    const errno = this.#greet(channel);
    if (errno === 'blocked') return undefined;
    return errno === 0 ? '' : errno;
  }

  received(channel: RpmsgChannel): void {
    const count = (this.#counts[channel.device] ?? 0) + 1;
    this.#counts[channel.device] = count;
    this.#say(channel, `incoming msg ${count} (src: 0x${channel.dst.toString(16)})`);
    if (count >= mostMessages) this.#say(channel, 'goodbye!');
    else this.#greet(channel);
  }

  remove(channel: RpmsgChannel): void {
    delete this.#counts[channel.device];
    this.#say(channel, 'rpmsg sample client driver is removed');
  }

  save(): Plain {
    return { ...this.#counts };
  }

  load(state: Plain): void {
    this.#counts = { ...(state as Readonly<Record<string, number>>) };
  }

  sendFailed(channel: RpmsgChannel, errno: number): void {
    this.#say(channel, `rpmsg_send failed: -${errno}`);
  }

  #greet(channel: RpmsgChannel): number | 'blocked' {
    const errno = this.#sender.sendInWork(channel.device, channel.src, channel.dst, encodeText(greeting));
    if (typeof errno === 'number' && errno !== 0) this.sendFailed(channel, errno);
    return errno;
  }

  #say(channel: RpmsgChannel, text: string): void {
    this.#kernelLog.print(`rpmsg_client_sample ${channel.device}: ${text}`);
  }
}
