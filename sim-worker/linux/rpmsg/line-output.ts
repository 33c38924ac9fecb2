/** The line discipline between writers and the driver: output processing. Source: drivers/tty/n_tty.c. OLCUC and the expansion of tabs are not modelled. */
import { output } from '../fs/termios';
import type { LineDiscipline } from './line-state';

export type Written = { readonly taken: number; readonly errno: number };
/** Gives the driver a piece. `of`: which byte of the write stands in it at `at`. */
export type SendPiece = (piece: Uint8Array, of: number, at: number) => number;

/**
 * n_tty_write(): gives the driver one piece after another, at most `room` bytes, never across a boundary of `chunk`.
 * With OPOST each piece ends before a character that has to be looked at, which then goes on its own; when the driver
 * refuses that one it is lost.
 */
export function writeBytes(
  line: LineDiscipline,
  bytes: Uint8Array,
  { room, chunk }: { readonly room: number; readonly chunk: number },
  send: SendPiece,
): Written {
  const processed = (line.termios.oflag & output.OPOST) !== 0;
  let taken = 0;
  while (taken < bytes.length) {
    const chunkEnd = Math.min(bytes.length, (Math.floor(taken / chunk) + 1) * chunk);
    const most = bytes.subarray(taken, Math.min(taken + room, chunkEnd));
    const part = processed ? most.subarray(0, plainLength(line, most)) : most;
    const errno = send(part, taken, 0);
    if (errno !== 0) return { taken, errno };
    taken += part.length;
    if (!processed || taken === chunkEnd) continue;
    const character = outputCharacter(line, bytes[taken]!);
    if (character !== undefined) send(character, taken, character.length - 1);
    taken++;
  }
  return { taken, errno: 0 };
}

const [newline, carriageReturn, tab, backspace] = [10, 13, 9, 8];

/** do_output_char(): what the driver gets for one character. */
export function outputCharacter(line: LineDiscipline, character: number): Uint8Array | undefined {
  const { oflag } = line.termios;
  if ((oflag & output.OPOST) === 0) return Uint8Array.of(character);
  switch (character) {
    case newline:
      if ((oflag & (output.ONLRET | output.ONLCR)) !== 0) line.column = 0;
      return (oflag & output.ONLCR) !== 0 ? Uint8Array.of(carriageReturn, newline) : Uint8Array.of(newline);
    case carriageReturn:
      if ((oflag & output.ONOCR) !== 0 && line.column === 0) return undefined;
      if ((oflag & output.OCRNL) === 0 || (oflag & output.ONLRET) !== 0) line.column = 0;
      return Uint8Array.of((oflag & output.OCRNL) !== 0 ? newline : carriageReturn);
    default:
      moveColumn(line, character);
      return Uint8Array.of(character);
  }
}

/** process_output_block(): how many bytes go out as they are. */
function plainLength(line: LineDiscipline, bytes: Uint8Array): number {
  const { oflag } = line.termios;
  const stops = (flag: number): boolean => (oflag & flag) !== 0;
  for (const [i, character] of bytes.entries()) {
    if (character === tab) return i;
    if (character === newline && stops(output.ONLCR)) return i;
    if (character === carriageReturn && (stops(output.OCRNL) || (stops(output.ONOCR) && line.column === 0))) return i;
    if (character === carriageReturn || (character === newline && stops(output.ONLRET))) line.column = 0;
    else moveColumn(line, character);
  }
  return bytes.length;
}

function moveColumn(line: LineDiscipline, character: number): void {
  if (character === tab) line.column += 8 - (line.column & 7);
  else if (character === backspace) line.column = Math.max(0, line.column - 1);
  else if (character >= 32 && character !== 127) line.column++;
}
