/** What the Linux side knows of the communication with the M4: its drivers' own state, which no memory of the machine holds. */

/** Numbers of events are undefined where there was none, or where it is forgotten. Times are virtual, in ns. */
export type LinuxIpcView = {
  readonly remoteproc: RemoteprocView;
  /** Of each virtio device the one from the M4 first; none while there is no rpmsg bus. */
  readonly virtqueues: readonly VirtqueueView[];
  readonly channels: readonly ChannelView[];
  /** Local addresses of the rpmsg bus. */
  readonly endpoints: readonly { readonly address: number; readonly device: string; readonly driver: string }[];
  readonly ttys: readonly TtyStateView[];
  readonly characterDevices: readonly CharacterDeviceView[];
  /** Who sleeps because no transmit buffer is free. */
  readonly sendWaits: readonly SendWaitView[];
  readonly sdbBuffers: readonly SdbBufferView[];
  /** Devices of the system resource manager: there while the M4 is up. */
  readonly resources: readonly ResourceDevice[];
};

export type RemoteprocView = {
  /** The file `state`. */
  readonly state: string;
  /** What it is doing now, if anything: `boot`, `attach`, `shutdown`, `detach`, `recovery`. */
  readonly job: string | undefined;
  readonly firmware: string;
  readonly recovery: boolean;
  readonly coredump: string;
  /** Successful starts minus stops. */
  readonly powerCount: number;
  readonly crashes: number;
  /** The last close of /dev/remoteproc0 stops the M4, or lets go of it. */
  readonly shutdownOnRelease: boolean;
  /** Name of the core dump that nobody has thrown away. */
  readonly waitingDump: string | undefined;
  /** When the kernel throws it away. */
  readonly dumpGoes: number | undefined;
  /** The last change of the state. */
  readonly event: number | undefined;
};

export type VirtqueueView = {
  /** `virtio0`; a firmware may have several. */
  readonly device: string;
  /** 0 from the M4, 1 to it. */
  readonly ring: number;
  readonly name: string;
  /** Where the ring lies. */
  readonly address: number;
  readonly num: number;
  /** Descriptors that nobody has offered. */
  readonly free: number;
  /** How far Linux has read the used ring. */
  readonly read: number;
  /** virtio_ring has found an impossible entry: it uses this ring no more. */
  readonly broken: boolean;
};

/** A device in /sys/bus/rpmsg/devices. */
export type ChannelView = {
  readonly device: string;
  readonly service: string;
  readonly src: number;
  readonly dst: number;
  readonly announce: boolean;
  /** rpmsg_ctrl or rpmsg_ns. */
  readonly builtIn: boolean;
  /** driver_override; '' for none. */
  readonly override: string;
  /** '' while no driver is bound. */
  readonly driver: string;
  /** Its file in /dev; '' for none. */
  readonly node: string;
  /** Why no driver is bound and what helps; '' when one is. */
  readonly hint: string;
  readonly event: number | undefined;
};

export type TtyStateView = {
  readonly port: number;
  readonly node: string;
  readonly device: string;
  /** How many have it open; the terminal of the page counts as one. */
  readonly openCount: number;
  /** Bytes that wait for a read. */
  readonly unread: number;
  /** Bytes that came while nobody had it open, or found no room: a reader gets them with the next message. */
  readonly held: number;
  /** ICANON: a reader gets whole lines. */
  readonly lines: boolean;
  /** ECHO: what the M4 sends is sent back to it while somebody has the tty open. */
  readonly echo: boolean;
  /** OPOST and ONLCR: a newline goes out with a carriage return. */
  readonly addsReturns: boolean;
};

/** A /dev/rpmsgN or /dev/rpmsg_ctrlN. */
export type CharacterDeviceView = {
  readonly node: string;
  readonly service: string;
  readonly dst: number | undefined;
  /** Its endpoint; undefined while it has none. */
  readonly local: number | undefined;
  readonly openCount: number;
  /** Messages that wait for a read. */
  readonly messages: number;
};

export type SendWaitView = {
  /** The file that somebody writes to, or the driver that answers. */
  readonly who: string;
  /** When Linux gives up. */
  readonly until: number;
  readonly event: number | undefined;
};

export type SdbBufferView = {
  readonly index: number;
  /** Physical address in DDR; 0 until it is mapped. */
  readonly address: number;
  readonly size: number;
  /** Bytes that the M4 says it has written; undefined when nobody has, or Linux has asked already. */
  readonly written: number | undefined;
  /** Signals of its eventfd that nobody has read. */
  readonly signals: number;
};

/** An rproc-srm-dev. */
export type ResourceDevice = {
  /** Node in the device tree. */
  readonly name: string;
  /** ETZPC id; undefined for a node that is no peripheral. */
  readonly id: number | undefined;
  readonly clocks: readonly string[];
  readonly regulators: readonly { readonly name: string; readonly on: boolean; readonly millivolts: number }[];
};
