/** How long things take on the Linux side: fixed, plausible figures for an idle board; none is a measurement. */
import { type Nanoseconds, us } from '../../contract/units';

export const latencies = {
  /** From the interrupt line to the first line of the driver's threaded handler. */
  interrupt: us(3),
  /** From queue_work() to the work function. */
  work: us(8),
  /** From calling the endpoint of a message to giving its buffer back, and from there to the next message. */
  message: us(2),
  /** From a full descriptor to the bell. */
  kick: us(1),
  /** Between two steps of one stage of remoteproc. */
  step: us(1),
  /** Opening the firmware file, before its first byte. */
  openFirmware: us(4_000),
  /** Memory regions, resource table, vrings. */
  prepare: us(1_500),
  /** Between two segments. */
  segment: us(50),
  /** Trace buffers, clocks and pins until the M4 is let go. */
  release: us(200),
  /** Creating the virtio device. */
  registerVirtio: us(400),
  /** Finding its driver and setting up the rings. */
  probeVirtio: us(600),
  /** Filling the ring and starting the name service. */
  onlineVirtio: us(300),
  /** From there until `start` returns. */
  finish: us(100),
  /** Unregistering the virtio device, or each later stage of a stop. */
  stop: us(300),
  /** From the report of a crash to its work. */
  crash: us(50),
  /** How often a terminal program asks again whether there is room. */
  terminalRetry: us(1_000),
} as const satisfies Readonly<Record<string, Nanoseconds>>;

/** Bytes per microsecond from the card to memory, and from there to SRAM through an uncached mapping. */
export const throughput = { file: 40, sram: 200 } as const;

export const timeFor = (bytes: number, bytesPerMicrosecond: number): Nanoseconds =>
  us(Math.ceil(bytes / bytesPerMicrosecond));
