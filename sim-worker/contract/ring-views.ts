/** The two rings as they lie in memory: descriptors, indices, buffers, and whose hands each is in. */

/** Whose hands a slot or descriptor is in: the M4's power, given back, or with Linux. */
export type SlotState =
  | 'empty-m4' // vring0: M4 may fill
  | 'full-m4' // vring1: M4 to read
  | 'full-linux' // vring0: Linux to read
  | 'empty-linux' // vring1: free for Linux
  | 'held-linux' // vring0: being processed
  | 'held-m4' // the M4 keeps it while it gives back later ones
  | 'broken';
export type MessageView = {
  readonly src: number;
  readonly dst: number;
  readonly reserved: number;
  readonly length: number;
  readonly flags: number;
  /** First bytes of the payload (at most 496). */
  readonly payload: Uint8Array;
  /** Name service content when dst is 53. */
  readonly announcement: { readonly name: string; readonly address: number; readonly destroyed: boolean } | undefined;
};
export type DescriptorView = {
  readonly index: number;
  readonly address: number;
  readonly length: number;
  readonly flags: number;
  readonly next: number;
  readonly state: SlotState;
  /** Virtual time in ns at which the state changed, if known. */
  readonly since: number | undefined;
  /** How many that came into the same hands later have left them since; 0 in a ring that works in order. */
  readonly overtaken: number;
  /** Present when the buffer lies in RAM. */
  readonly message: MessageView | undefined;
  /** The first 64 bytes of the buffer. */
  readonly bytes: Uint8Array;
};
export type VringView = {
  readonly ring: number;
  readonly direction: 'm4-to-linux' | 'linux-to-m4';
  readonly address: number;
  readonly num: number;
  readonly align: number;
  readonly notifyId: number;
  /** The next offer rings no bell at the M4, the next return none at Linux: by flags, or by event index where that was negotiated. */
  readonly quiet?: { readonly toM4: boolean; readonly toLinux: boolean };
  readonly availAddress: number;
  readonly usedAddress: number;
  readonly avail: { readonly flags: number; readonly idx: number; readonly ring: readonly number[] };
  readonly used: {
    readonly flags: number;
    readonly idx: number;
    readonly ring: readonly { readonly id: number; readonly length: number }[];
  };
  /** Linux' private "last seen used" index, from its driver; inferred. */
  readonly read: number;
  readonly descriptors: readonly DescriptorView[];
  readonly problems: readonly RingProblem[];
  /** VIRTIO_RING_F_EVENT_IDX and its two words: at which index each side wants to be rung. */
  readonly eventIndex: { readonly negotiated: boolean; readonly usedEvent: number; readonly availEvent: number };
};
/** What is wrong with a ring, in one sentence. */
export type RingProblem = {
  readonly text: string;
  /** When it was noticed, if something happened and not only stands there. */
  readonly event: number | undefined;
  /** Where in memory it can be seen. */
  readonly address: number | undefined;
};
/** One change of hands of a descriptor. */
export type HandOver = {
  readonly time: number;
  readonly event: number | undefined;
  /** `again`: it was in those hands already, which is an error. */
  readonly step: 'offered' | 'returned' | 'taken' | 'taken-back' | 'offered-again' | 'returned-again';
  /** The index that moved: its new value, or for `taken` the entry that was read. */
  readonly index: number;
  /** The message that was inside when it was handed over. */
  readonly message: string;
};
export type DescriptorHistory = {
  readonly ring: number;
  readonly index: number;
  /** Oldest first, at most twelve. */
  readonly changes: readonly HandOver[];
};
export type VringsView = {
  /** Why there are no rings, when there are none. */
  readonly absent: string;
  /** The firmware has no virtio device in its resource table, or no table: rings will never come. */
  readonly never: boolean;
  readonly tableAddress: number | undefined;
  readonly vdevStatus: number | undefined;
  /** What is wrong with the virtio device in the live table. */
  readonly tableProblems: readonly RingProblem[];
  readonly rings: readonly VringView[];
  /** index history for "the chase": time, avail, used, read per ring. */
  readonly chase: readonly {
    readonly ring: number;
    readonly time: number;
    readonly avail: number;
    readonly used: number;
    readonly read: number;
  }[];
};
