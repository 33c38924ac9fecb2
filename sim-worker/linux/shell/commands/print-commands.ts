/** echo and printf, as busybox has them. */
import { encodeText } from '../../fs/text';
import { builtin, type Command, type CommandIo, exit, type Outcome } from '../command';
import { unescapeText } from './escapes';

function echo(io: CommandIo): Outcome {
  const args = [...io.args];
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(args[0] ?? '')) {
    for (const letter of args.shift()!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.join(' ');
  const { bytes, cut } = escapes ? unescapeText(text) : { bytes: encodeText(text), cut: false };
  io.print(Uint8Array.from([...bytes, ...(newline && !cut ? [10] : [])]));
  return exit(0);
}

const directive = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?([a-zA-Z%])/y;
type Printing = { readonly args: string[]; readonly bytes: number[]; code: number; stop: boolean };

function printf(io: CommandIo): Outcome {
  const [format, ...args] = io.args[0] === '--' ? io.args.slice(1) : io.args;
  if (format === undefined) {
    io.tell('Usage: printf FORMAT [ARG]...');
    return exit(1);
  }
  const printing: Printing = { args: [...args], bytes: [], code: 0, stop: false };
  let before: number;
  do {
    before = printing.args.length;
    once(io, format, printing);
  } while (!printing.stop && printing.args.length > 0 && printing.args.length < before);
  io.print(Uint8Array.from(printing.bytes));
  return exit(printing.code);
}

function once(io: CommandIo, format: string, printing: Printing): void {
  for (let at = 0; at < format.length && !printing.stop; ) {
    const percent = format.indexOf('%', at);
    const end = percent < 0 ? format.length : percent;
    literal(format.slice(at, end), printing);
    if (percent < 0 || printing.stop) return;
    directive.lastIndex = percent;
    const match = directive.exec(format);
    if (match === null || !'sdiuxXocb%'.includes(match[4]!)) {
      io.complain(`printf: invalid directive '${format.slice(percent, percent + 2)}'`);
      printing.code = 1;
      printing.stop = true;
      return;
    }
    convert(io, match, printing);
    at = directive.lastIndex;
  }
}

function literal(text: string, printing: Printing): void {
  const { bytes, cut } = unescapeText(text);
  printing.bytes.push(...bytes);
  printing.stop ||= cut;
}

function convert(io: CommandIo, match: RegExpExecArray, printing: Printing): void {
  const letter = match[4]!;
  if (letter === '%') {
    printing.bytes.push(37);
    return;
  }
  const width = match[2] === '*' ? Number(printing.args.shift() ?? 0) || 0 : Number(match[2] ?? 0);
  const precision = match[3] === '*' ? Number(printing.args.shift() ?? 0) || 0 : match[3];
  const limit = precision === undefined ? undefined : Number(precision);
  const flags = `${match[1]}${width < 0 ? '-' : ''}`;
  const bytes = converted(io, letter, flags, limit, printing);
  const missing = Math.min(Math.max(0, Math.abs(width) - bytes.length), 4096);
  const zeros = flags.includes('0') && !flags.includes('-') && 'diuxXo'.includes(letter) && limit === undefined;
  const padding = new Array<number>(missing).fill(zeros ? 48 : 32);
  const sign = zeros && (bytes[0] === 45 || bytes[0] === 43) ? 1 : 0;
  if (flags.includes('-')) printing.bytes.push(...bytes, ...padding);
  else printing.bytes.push(...bytes.slice(0, sign), ...padding, ...bytes.slice(sign));
}

function converted(
  io: CommandIo,
  letter: string,
  flags: string,
  limit: number | undefined,
  printing: Printing,
): readonly number[] {
  const arg = printing.args.shift() ?? '';
  switch (letter) {
    case 's':
      return [...encodeText(arg)].slice(0, limit);
    case 'c':
      return [...encodeText(arg)].slice(0, 1);
    case 'b':
      literalInto(arg, printing);
      return [];
    default:
      return [...encodeText(numberText(letter, flags, limit, numberOf(io, arg, printing)))];
  }
}

const literalInto = (arg: string, printing: Printing): void => literal(arg, printing);

function numberText(letter: string, flags: string, limit: number | undefined, number: bigint): string {
  const signed = letter === 'd' || letter === 'i';
  const shown = signed ? number : BigInt.asUintN(64, number);
  const radix = letter === 'o' ? 8 : letter.toLowerCase() === 'x' ? 16 : 10;
  const digits = (shown < 0n ? -shown : shown).toString(radix).padStart(Math.min(limit ?? 0, 4096), '0');
  const prefix = flags.includes('#') && radix !== 10 && shown !== 0n ? (radix === 16 ? '0x' : '0') : '';
  const sign = shown < 0n ? '-' : signed && flags.includes('+') ? '+' : '';
  const text = `${sign}${prefix}${digits}`;
  return letter === 'X' ? text.toUpperCase() : text;
}

/** As strtoll with base 0; `'A` is the code of the letter. */
function numberOf(io: CommandIo, arg: string, printing: Printing): bigint {
  if (arg === '') return 0n;
  const quoted = /^['"]([\s\S])/u.exec(arg)?.[1];
  if (quoted !== undefined) return BigInt(quoted.codePointAt(0) ?? 0);
  const match = /^\s*([-+]?)(?:(0x[0-9a-f]+)|0([0-7]+)|(\d+))$/i.exec(arg);
  if (match === null) {
    io.complain(`printf: invalid number '${arg}'`);
    printing.code = 1;
    return 0n;
  }
  const [, sign, hex, octal, decimal] = match;
  const size = BigInt(hex ?? (octal === undefined ? (decimal ?? 0) : `0o${octal}`));
  return BigInt.asIntN(64, sign === '-' ? -size : size);
}

export const printCommands: readonly Command[] = [
  builtin('echo', 'prints its words: -n without a newline, -e with escapes', echo),
  builtin('printf', 'prints by a format: %s %d %x %c %b, \\n \\xHH \\ooo', printf),
];
