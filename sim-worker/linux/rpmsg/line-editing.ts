/** What the line discipline makes of received characters that mean something: mapping, signals, flow control, editing, echo. Source: drivers/tty/n_tty.c, n_tty_receive_char_special(). */
import { cc, input, local } from '../fs/termios';
import { concatBytes } from '../fs/text';
import { outputCharacter } from './line-output';
import { isCanonical, type LineDiscipline } from './line-state';

const [newline, carriageReturn, tab] = [10, 13, 9];
const isControl = (character: number): boolean => character < 32 || character === 127;
const isWord = (character: number): boolean => /[A-Za-z0-9_]/.test(String.fromCharCode(character));
const code = (text: string): number => text.charCodeAt(0);

/** One pass over what came in one piece. */
class Receiver {
  readonly #line: LineDiscipline;
  readonly #echo: (part: Uint8Array) => void;
  /** What stands before the part that may still be edited. */
  #before: Uint8Array;
  readonly #queue: number[];

  constructor(line: LineDiscipline, echo: (part: Uint8Array) => void) {
    this.#line = line;
    this.#echo = echo;
    const edited = isCanonical(line) ? (line.ends.at(-1)?.at ?? 0) : line.bytes.length;
    this.#before = line.bytes.subarray(0, edited);
    this.#queue = [...line.bytes.subarray(edited)];
  }

  receive(bytes: Uint8Array): void {
    const line = this.#line;
    for (const byte of bytes) {
      const character = this.#has('iflag', input.ISTRIP) ? byte & 0x7f : byte;
      const special = line.special[character] === 1 && !line.literal;
      line.literal = false;
      if (special) this.#special(character);
      else this.#keep(character);
    }
    line.bytes = concatBytes(this.#before, Uint8Array.from(this.#queue));
  }

  #special(given: number): void {
    if (this.#controls(given)) return;
    const character = this.#mapped(given);
    if (character === undefined) return;
    if (this.#has('lflag', local.ICANON) && this.#edits(character)) return;
    this.#keep(character);
  }

  /** Flow control and signals. Nobody's controlling terminal is a ttyRPMSG: a signal reaches nobody, what was not read is lost. */
  #controls(character: number): boolean {
    const flow = this.#has('iflag', input.IXON) && this.#is(character, cc.start, cc.stop);
    const signal = this.#has('lflag', local.ISIG) && this.#is(character, cc.intr, cc.quit, cc.susp);
    if (!flow && !signal) return false;
    this.#line.eaten ??= character;
    if (flow) return true;
    if (!this.#has('lflag', local.NOFLSH)) {
      this.#before = new Uint8Array(0);
      this.#queue.length = 0;
      this.#line.ends = [];
      this.#line.begun = false;
    }
    if (this.#has('lflag', local.ECHO)) this.#echoVisibly(character);
    return true;
  }

  #mapped(character: number): number | undefined {
    if (character === carriageReturn) {
      if (this.#has('iflag', input.IGNCR)) return undefined;
      return this.#has('iflag', input.ICRNL) ? newline : character;
    }
    return character === newline && this.#has('iflag', input.INLCR) ? carriageReturn : character;
  }

  /** True when the character was used up. */
  #edits(character: number): boolean {
    if (this.#has('lflag', local.IEXTEN) && this.#editsExtended(character)) return true;
    const echoes = this.#has('lflag', local.ECHO);
    if (this.#is(character, cc.erase)) this.#eraseOne(character);
    else if (this.#is(character, cc.kill)) this.#eraseLine(character);
    else if (character === newline) {
      if (echoes || this.#has('lflag', local.ECHONL)) this.#echoRaw(newline);
      this.#endLine(character);
    } else if (this.#is(character, cc.eof)) this.#endLine(undefined);
    else if (this.#is(character, cc.eol)) {
      if (echoes) this.#echoVisibly(character);
      this.#endLine(character);
    } else return false;
    return true;
  }

  #editsExtended(character: number): boolean {
    const echoes = this.#has('lflag', local.ECHO);
    if (this.#is(character, cc.werase)) this.#eraseWord();
    else if (this.#is(character, cc.lnext)) {
      this.#line.literal = true;
      if (echoes && this.#has('lflag', local.ECHOCTL)) this.#echoText('^\b');
    } else if (echoes && this.#is(character, cc.rprnt)) this.#reprint(character);
    else if (this.#is(character, cc.eol2)) {
      if (echoes) this.#echoVisibly(character);
      this.#endLine(character);
    } else return false;
    return true;
  }

  #keep(character: number): void {
    if (this.#has('lflag', local.ECHO)) {
      if (character === newline) this.#echoRaw(newline);
      else this.#echoVisibly(character);
    }
    this.#queue.push(character);
  }

  #endLine(character: number | undefined): void {
    if (character !== undefined) this.#queue.push(character);
    this.#line.ends.push({ at: this.#before.length + this.#queue.length, eof: character === undefined });
  }

  /** Where in the queue the line begins that is not ended yet. */
  get #start(): number {
    return (this.#line.ends.at(-1)?.at ?? 0) - this.#before.length;
  }

  #eraseOne(by: number): void {
    if (this.#queue.length === this.#start) return;
    const last = this.#queue.pop()!;
    if (this.#has('lflag', local.ECHOE)) this.#showErased(last);
    else if (this.#has('lflag', local.ECHO)) this.#echoVisibly(by);
  }

  #eraseWord(): void {
    let seenWord = false;
    while (this.#queue.length > this.#start) {
      const last = this.#queue.at(-1)!;
      if (!isWord(last) && seenWord) return;
      seenWord ||= isWord(last);
      this.#queue.pop();
      this.#showErased(last);
    }
  }

  #eraseLine(by: number): void {
    if (this.#queue.length === this.#start) return;
    if (this.#canShowErasing()) {
      while (this.#queue.length > this.#start) this.#showErased(this.#queue.pop()!);
      return;
    }
    this.#queue.length = this.#start;
    if (!this.#has('lflag', local.ECHO)) return;
    this.#echoVisibly(by);
    if (this.#has('lflag', local.ECHOK)) this.#echoRaw(newline);
  }

  #canShowErasing(): boolean {
    return [local.ECHO, local.ECHOE, local.ECHOK, local.ECHOKE].every((flag) => this.#has('lflag', flag));
  }

  #showErased(character: number): void {
    if (!this.#has('lflag', local.ECHO)) return;
    const shown = isControl(character) && character !== tab ? (this.#has('lflag', local.ECHOCTL) ? 2 : 0) : 1;
    for (let i = 0; i < shown; i++) this.#echoText('\b \b');
  }

  #reprint(character: number): void {
    this.#echoVisibly(character);
    this.#echoRaw(newline);
    for (const kept of this.#queue.slice(this.#start)) this.#echoVisibly(kept);
  }

  /** echo_char(): control characters as ^X. */
  #echoVisibly(character: number): void {
    if (this.#has('lflag', local.ECHOCTL) && isControl(character) && character !== tab) {
      // Such a pair does not go through the output processing.
      this.#echo(Uint8Array.of(code('^')));
      this.#echo(Uint8Array.of(character ^ 0x40));
      this.#line.column += 2;
    } else this.#echoRaw(character);
  }

  #echoText(text: string): void {
    for (const letter of text) this.#echoRaw(code(letter));
  }

  /** Each character is a write of the driver: rpmsg_tty has no put_char(). */
  #echoRaw(character: number): void {
    const part = outputCharacter(this.#line, character);
    if (part !== undefined) this.#echo(part);
  }

  #has(flags: 'iflag' | 'lflag', flag: number): boolean {
    return (this.#line.termios[flags] & flag) !== 0;
  }

  /** 0 stands for no character. */
  #is(character: number, ...places: readonly number[]): boolean {
    return character !== 0 && places.some((place) => this.#line.termios.cc[place] === character);
  }
}

/** Character by character. */
export function receiveSlowly(line: LineDiscipline, bytes: Uint8Array, echo: (part: Uint8Array) => void): void {
  new Receiver(line, echo).receive(bytes);
}
