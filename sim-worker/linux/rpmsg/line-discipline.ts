/** The line discipline between a tty's driver and its readers. Source: drivers/tty/n_tty.c. Lower case (IUCLC), PARMRK and ECHOPRT are not modelled. */
import { cc, input, local, type Termios } from '../fs/termios';
import { concatBytes } from '../fs/text';
import { receiveSlowly } from './line-editing';
import { isCanonical, type LineDiscipline } from './line-state';

/** N_TTY_BUF_SIZE, less one. */
export const lineLimit = 4095;

export const newDiscipline = (termios: Termios): LineDiscipline => ({
  termios,
  special: specialCharacters(termios),
  bytes: new Uint8Array(0),
  ends: [],
  begun: false,
  literal: false,
  column: 0,
  eaten: undefined,
});

/** `special` and `bytes` are replaced, never changed, and so can be shared. */
export const copyOfDiscipline = (line: LineDiscipline): LineDiscipline => ({ ...line, ends: [...line.ends] });

/** n_tty_set_termios(): what waits when lines begin to count is a line. */
export function setTermios(line: LineDiscipline, termios: Termios): void {
  const before = isCanonical(line);
  line.termios = termios;
  line.special = specialCharacters(termios);
  line.eaten = undefined;
  if (before === isCanonical(line)) return;
  line.ends = !before && line.bytes.length > 0 ? [{ at: line.bytes.length, eof: false }] : [];
  line.begun = false;
  line.literal = false;
}

export function flushDiscipline(line: LineDiscipline): void {
  line.bytes = new Uint8Array(0);
  line.ends = [];
  line.begun = false;
}

/** n_tty_receive_buf_common(): how many bytes it took. `echo` gets what goes back, one write of the driver each. */
export function receiveBytes(line: LineDiscipline, bytes: Uint8Array, echo: (part: Uint8Array) => void): number {
  let taken = 0;
  while (taken < bytes.length) {
    const room = lineLimit - line.bytes.length;
    if (room <= 0) {
      // A line that grows too long loses its last character to each new one.
      if (!isCanonical(line) || line.ends.length > 0) break;
      if (room < 0) line.bytes = line.bytes.slice(0, -1);
    }
    const part = bytes.subarray(taken, taken + Math.max(1, room));
    if (isPlain(line, part)) line.bytes = concatBytes(line.bytes, part);
    else receiveSlowly(line, part, echo);
    taken += part.length;
  }
  return taken;
}

/** Whether a reader finds something: a line, or a byte. */
export const hasInput = (line: LineDiscipline): boolean =>
  isCanonical(line) ? line.ends.length > 0 : line.bytes.length > 0;

/** One read: at most `length` bytes and at most one line. */
export function takeBytes(line: LineDiscipline, length: number): Uint8Array {
  if (!isCanonical(line)) return cut(line, length);
  for (let end = line.ends[0]; end !== undefined; end = line.ends[0]) {
    const whole = length >= end.at;
    const bytes = cut(line, Math.min(length, end.at));
    line.ends = line.ends.slice(whole ? 1 : 0).map(({ at, eof }) => ({ at: at - bytes.length, eof }));
    // The end-of-file character behind bytes that were read before is no end of file.
    const pushed = whole && bytes.length === 0 && line.begun;
    line.begun = !whole;
    if (!pushed) return bytes;
  }
  return new Uint8Array(0);
}

const [newline, carriageReturn] = [10, 13];

function cut(line: LineDiscipline, length: number): Uint8Array {
  const bytes = line.bytes.slice(0, length);
  line.bytes = line.bytes.slice(length);
  return bytes;
}

/** Nothing in it means anything, and nothing goes back. */
function isPlain({ termios, special, literal }: LineDiscipline, bytes: Uint8Array): boolean {
  if (literal || (termios.lflag & local.ECHO) !== 0 || (termios.iflag & input.ISTRIP) !== 0) return false;
  return !bytes.some((byte) => special[byte] === 1);
}

/** The char_map of n_tty_set_termios(). */
function specialCharacters({ iflag, lflag, cc: characters }: Termios): Uint8Array {
  const map = new Uint8Array(256);
  const mark = (on: number, ...places: readonly number[]): void => {
    if (on !== 0) for (const place of places) map[characters[place] ?? 0] = 1;
  };
  const canonical = lflag & local.ICANON;
  const extended = canonical !== 0 ? lflag & local.IEXTEN : 0;
  mark(canonical, cc.erase, cc.kill, cc.eof, cc.eol);
  mark(extended, cc.werase, cc.lnext, cc.eol2);
  mark(extended !== 0 ? lflag & local.ECHO : 0, cc.rprnt);
  mark(iflag & input.IXON, cc.start, cc.stop);
  mark(lflag & local.ISIG, cc.intr, cc.quit, cc.susp);
  map[0] = 0;
  if ((iflag & (input.IGNCR | input.ICRNL)) !== 0) map[carriageReturn] = 1;
  if ((iflag & input.INLCR) !== 0 || canonical !== 0) map[newline] = 1;
  return map;
}
