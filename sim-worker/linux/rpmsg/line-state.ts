/** What the line discipline of one tty remembers, as plain data. */
import { local, type Termios } from '../fs/termios';

/** Where a line ends in `bytes`. `eof`: by the end-of-file character, which is not among them. */
type LineEnd = { readonly at: number; readonly eof: boolean };

export type LineDiscipline = {
  termios: Termios;
  /** 1 for each character that means something; derived from `termios`. */
  special: Uint8Array;
  /** What readers have not taken. */
  bytes: Uint8Array;
  /** Whole lines among it, in canonical mode. */
  ends: LineEnd[];
  /** A part of the first line was read. */
  begun: boolean;
  /** The character before was "next one literally". */
  literal: boolean;
  /** Of the output, for OPOST. */
  column: number;
  /** A character was taken for a signal or flow control since the settings were made; the first one. */
  eaten: number | undefined;
};

export const isCanonical = ({ termios }: LineDiscipline): boolean => (termios.lflag & local.ICANON) !== 0;
