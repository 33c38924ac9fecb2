/** One ttyRPMSG as plain data: its channel, its settings, what waits for readers, and what is kept for the page. Source of the defaults: drivers/tty/rpmsg_tty.c. */
import { local, output, standardTermios, type TerminalSize, type Termios } from '../fs/termios';
import { copyOfDiscipline, newDiscipline } from './line-discipline';
import type { LineDiscipline } from './line-state';
import type { RpmsgChannel } from './rpmsg-channel';
import { copyOfInput, noInput, type TtyInput } from './tty-input';
import type { Letter } from './tty-letters';

/** Bytes of traffic, and received ones, kept for the page: at least these, at most twice as many. */
export const trafficLimit = 65_536;

export type Traffic = {
  readonly time: number;
  readonly toM4: boolean;
  readonly bytes: Uint8Array;
  readonly seq: number | undefined;
  /** The messages that a write became; empty where it is one that has the write as it is. */
  readonly letters: readonly Letter[];
};
export type Port = {
  readonly device: string;
  readonly service: string;
  readonly local: number;
  readonly remote: number;
  /** Received, and not in the line discipline yet. */
  input: TtyInput;
  discipline: LineDiscipline;
  size: TerminalSize;
  /** The log has said which character was eaten. */
  told: boolean;
  /** All that was ever received, the newest part. */
  received: Uint8Array[];
  receivedBytes: number;
  /** The event with which the newest of them came. */
  arrived: number | undefined;
  traffic: Traffic[];
  /** Pieces that were there before those of `traffic`. */
  forgotten: number;
  /** Bytes in `traffic`. */
  carried: number;
  /** A terminal program of the page has it open. */
  terminal: boolean;
};

/** Of all the drivers there were, ST's of 4.19 and 5.4 included: no echo, no lines, nothing done to output. The rest is as on a serial line. */
const rpmsgTermios: Termios = {
  ...standardTermios,
  oflag: standardTermios.oflag & ~(output.OPOST | output.ONLCR),
  lflag: standardTermios.lflag & ~(local.ECHO | local.ICANON),
};

export const newPort = ({ device, service, src, dst }: RpmsgChannel): Port => ({
  device,
  service,
  local: src,
  remote: dst,
  input: noInput(),
  discipline: newDiscipline(rpmsgTermios),
  size: { rows: 0, columns: 0 },
  told: false,
  received: [],
  receivedBytes: 0,
  arrived: undefined,
  traffic: [],
  forgotten: 0,
  carried: 0,
  terminal: false,
});

/** Payloads and pieces of traffic are never changed, and so can be shared. */
export const copyOfPort = (port: Port | undefined): Port | undefined =>
  port === undefined
    ? undefined
    : {
        ...port,
        input: copyOfInput(port.input),
        discipline: copyOfDiscipline(port.discipline),
        received: [...port.received],
        traffic: [...port.traffic],
      };

export function keepReceived(port: Port, payload: Uint8Array): void {
  port.received.push(payload);
  port.receivedBytes += payload.length;
  if (port.receivedBytes <= 2 * trafficLimit) return;
  let [first, bytes] = [0, port.receivedBytes];
  while (bytes - (port.received[first]?.length ?? bytes) >= trafficLimit) bytes -= port.received[first++]!.length;
  port.received.splice(0, first);
  port.receivedBytes = bytes;
}

export function keepTraffic(port: Port, piece: Traffic): void {
  port.traffic.push(piece);
  port.carried += piece.bytes.length;
  if (port.carried <= 2 * trafficLimit) return;
  let [first, bytes] = [0, port.carried];
  while (bytes > trafficLimit && first < port.traffic.length) bytes -= port.traffic[first++]!.bytes.length;
  port.traffic.splice(0, first);
  port.forgotten += first;
  port.carried = bytes;
}
