/** What a file is to those who open it and to the drivers behind it: plain-data open files, and answers that may say "wait". */
import type { Plain } from '../../kernel/snapshot';

/**
 * The answer of one file operation: a value; a positive errno; or the name of the wait queue whose wake-up makes
 * a retry worth while. After `FileSystem.wake(queue)` the very same call is made again with the same arguments;
 * what a driver must remember until then goes into `OpenFile.private`.
 */
export type Answer<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly errno: number }
  | {
      readonly kind: 'wait';
      readonly queue: string;
      /** The call cannot be given up by Ctrl-C: the signal is delivered when it has answered. */
      readonly uninterruptible: boolean;
    };

export const value = <T>(result: T): Answer<T> => ({ kind: 'value', value: result });
export const failed = (errno: number): Answer<never> => ({ kind: 'error', errno });
export const wait = (queue: string, uninterruptible = false): Answer<never> => ({
  kind: 'wait',
  queue,
  uninterruptible,
});

export type OpenMode = {
  readonly read: boolean;
  readonly write: boolean;
  /** O_CREAT. */
  readonly create: boolean;
  /** O_TRUNC. */
  readonly truncate: boolean;
  /** O_APPEND. */
  readonly append: boolean;
  /** O_NONBLOCK: a driver answers EAGAIN where it would say "wait". */
  readonly nonBlocking: boolean;
};
const openMode = (mode: Partial<OpenMode>): OpenMode => ({
  read: false,
  write: false,
  create: false,
  truncate: false,
  append: false,
  nonBlocking: false,
  ...mode,
});
export const forReading = openMode({ read: true });
export const forWriting = openMode({ write: true });
/** The shell's `>`. */
export const forCreating = openMode({ write: true, create: true, truncate: true });
/** The shell's `>>`. */
export const forAppending = openMode({ write: true, create: true, append: true });
export const forBoth = openMode({ read: true, write: true });

/** The kernel's `struct file` as plain data. Drivers may change `private` and nothing else. */
export type OpenFile = {
  readonly handle: number;
  readonly path: string;
  /** The name under which the driver of this file registered; '' for an ordinary file or directory. */
  readonly driver: string;
  /** What `addDevice` was given: tells the driver which of its devices this is. */
  readonly device: Plain;
  readonly mode: OpenMode;
  /** Bytes from the start; moved on by the file system after a read or write. */
  position: number;
  /** The driver's own notes about this open file; `undefined` when opened. */
  private: Plain;
  /** The device was removed while the file was open. */
  gone: boolean;
  /** How many descriptors refer to it; closed when it comes to 0. */
  holders: number;
};

/**
 * What a driver does for its files. Registered once by name, so that a checkpoint needs no function. An operation
 * that is absent fails with EINVAL, `open` and `close` succeed.
 */
export type FileOperations = {
  /** May wait; the file becomes open when it answers with a value. */
  readonly open?: (file: OpenFile) => Answer<void>;
  /** The last descriptor was closed. */
  readonly close?: (file: OpenFile) => void;
  /** At most `length` bytes, from `file.position` where that has a meaning; no bytes: the end of the file. */
  readonly read?: (file: OpenFile, length: number) => Answer<Uint8Array>;
  /** How many bytes were taken. */
  readonly write?: (file: OpenFile, bytes: Uint8Array) => Answer<number>;
  /** ioctl(2): the number of the request within its type, and its argument as plain data. */
  readonly ioctl?: (file: OpenFile, request: number, argument: Plain) => Answer<Plain>;
  /** errno of calls after the device was removed, 0 for a read: end of the file. Without it ENODEV, as in sysfs. */
  readonly whenGone?: { readonly read: number; readonly write: number; readonly ioctl?: number };
};

/** A tty whose device was removed: reads give the end of the file, writes and ioctls EIO (drivers/tty/tty_io.c, hung_up_tty_fops). */
export const ttyWhenGone = { read: 0, write: 5, ioctl: 5 } as const;

/** What `addDevice` makes. */
export type DeviceNode = {
  readonly driver: string;
  readonly device: Plain;
  /** Permission bits, for instance 0o644. Without a write bit, opening for writing gives EACCES even to root. */
  readonly mode: number;
  /** How `ls -l` shows it: a file of sysfs, debugfs or procfs, or a character device with its numbers. */
  readonly character: { readonly major: number; readonly minor: number } | undefined;
};

/** What `list` and `stat` tell. */
export type FileStatus = {
  readonly path: string;
  readonly kind: 'directory' | 'file' | 'device';
  readonly mode: number;
  /** Bytes; 4096 for a sysfs file, as there. */
  readonly size: number;
  readonly node: DeviceNode | undefined;
  /** ns since boot. */
  readonly changed: number;
};
