/** What a remoteproc resource table holds, as plain data. */

export type TableField = {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  readonly value: number | string;
};

type Entry = {
  readonly index: number;
  /** All offsets count from the start of the table. */
  readonly offset: number;
  /** First byte behind the entry. */
  readonly end: number;
  readonly type: number;
  readonly fields: readonly TableField[];
};
export type Vring = {
  readonly index: number;
  readonly offset: number;
  readonly da: number;
  readonly align: number;
  readonly num: number;
  readonly notifyId: number;
  readonly pa: number;
  readonly fields: readonly TableField[];
};
export type VdevEntry = Entry & {
  readonly kind: 'vdev';
  readonly id: number;
  readonly notifyId: number;
  readonly deviceFeatures: number;
  readonly guestFeatures: number;
  readonly configLength: number;
  readonly status: number;
  /** As the table says; `vrings` holds those that fit. */
  readonly vringCount: number;
  readonly reserved: number;
  readonly vrings: readonly Vring[];
};
export type Region = {
  readonly da: number;
  readonly pa: number;
  readonly length: number;
  readonly flags: number;
  readonly reserved: number;
  readonly name: string;
};
export type CarveoutEntry = Entry & Region & { readonly kind: 'carveout' };
export type DevmemEntry = Entry & Region & { readonly kind: 'devmem' };
export type TraceEntry = Entry & {
  readonly kind: 'trace';
  readonly da: number;
  readonly length: number;
  readonly reserved: number;
  readonly name: string;
};
export type VendorEntry = Entry & { readonly kind: 'vendor' };
export type UnknownEntry = Entry & { readonly kind: 'unknown' };
export type ResourceEntry = VdevEntry | CarveoutEntry | DevmemEntry | TraceEntry | VendorEntry | UnknownEntry;

export type ResourceTable = {
  /** Bytes from the start to the end of the last entry, never more than the limit; 0 when there is no header. */
  readonly size: number;
  readonly version: number;
  /** Number of entries as the table says; `entries` holds those that begin inside the limit. */
  readonly num: number;
  readonly reserved: readonly [number, number];
  /** Of the header and the offsets behind it. */
  readonly fields: readonly TableField[];
  readonly entries: readonly ResourceEntry[];
  readonly defects: readonly TableDefect[];
};

export type TableDefect = {
  /** `find`: the firmware counts as having no table. `process`: an error stops the boot with -EINVAL. */
  readonly stage: 'find' | 'process';
  readonly severity: 'error' | 'warning';
  /** The kernel's words; empty where it says nothing. */
  readonly message: string;
  /** What is wrong, in ours. */
  readonly meaning: string;
  /** The field that is wrong, counted from the start of the table. */
  readonly offset: number;
  /** Number of the entry; undefined for the header. */
  readonly entry: number | undefined;
  /** False: Linux has stopped at an earlier defect and does not see this one. */
  readonly reached: boolean;
};
