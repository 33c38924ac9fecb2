/** stty: shows and changes the settings of a terminal, in busybox's words. Source: busybox coreutils/stty.c. */
import type { Plain } from '../../../kernel/snapshot';
import { errnoText } from '../../fs/errno';
import { cc, type TerminalSize, type Termios, terminalRequests } from '../../fs/termios';
import { forReading } from '../../fs/vfs';
import { type Command, type CommandIo, exit, type Outcome, program, refuse, sleepOn } from '../command';
import { changed, characters, combinations, modes, speeds, withCharacters } from './stty-modes';

/** Width of what is shown, when the terminal does not know its own. */
const usualWidth = 80;
const standardInput = 'standard input';
/** All places of c_cc that glibc has; those behind the kernel's own are 0. */
const recoverablePlaces = 32;

type Terminal = { readonly handle: number; readonly name: string };
type Changed = { termios: Termios; size: Partial<TerminalSize>; readonly print: string[] };
/** What one or two words do; a text is what is wrong with them. */
type Step = { readonly words: number; readonly act: (state: Changed) => void } | string;
type Request = {
  readonly style: 'all' | 'recoverable' | 'short' | undefined;
  readonly device: string | undefined;
  readonly steps: readonly Exclude<Step, string>[];
};

function stty(io: CommandIo): Outcome {
  const request = readArguments(io.args);
  if (typeof request === 'string') return refuse(io, request);
  const { device, style, steps } = request;
  const opened = device === undefined ? undefined : io.open(device, { ...forReading, nonBlocking: true });
  if (opened?.kind === 'wait') return sleepOn(opened, 'open');
  if (opened?.kind === 'error') return refuse(io, `can't open '${device}': ${errnoText(opened.errno)}`);
  const terminal: Terminal = { handle: opened?.value ?? io.stdin, name: device ?? standardInput };
  const code = run(io, terminal, style ?? (steps.length === 0 ? 'short' : undefined), steps);
  if (opened !== undefined) io.close(opened.value);
  return exit(code);
}

function run(io: CommandIo, terminal: Terminal, style: Request['style'], steps: Request['steps']): number {
  const answer = ask<Termios>(io, terminal, terminalRequests.getSettings);
  if (typeof answer === 'number') return fail(io, terminal, answer);
  const size = ask<TerminalSize>(io, terminal, terminalRequests.getSize);
  const known = typeof size === 'object' && size.rows > 0 ? size : undefined;
  if (style !== undefined) {
    if (style === 'all' && known === undefined) io.complain(terminal.name);
    io.print(style === 'recoverable' ? recoverable(answer) : shown(answer, style === 'all', known));
    return 0;
  }
  const state: Changed = { termios: answer, size: {}, print: [] };
  for (const { act } of steps) act(state);
  for (const what of state.print) {
    if (what !== 'size') io.print(what);
    else if (known === undefined) io.complain(terminal.name);
    else io.print(`${known.rows} ${known.columns}\n`);
  }
  if (Object.keys(state.size).length > 0 && typeof size === 'object')
    ask(io, terminal, terminalRequests.setSize, { ...size, ...state.size });
  if (state.termios !== answer) ask(io, terminal, terminalRequests.setSettings, state.termios as unknown as Plain);
  return 0;
}

/** What the ioctl gives, or an errno. */
function ask<T>(io: CommandIo, { handle }: Terminal, request: number, argument?: Plain): T | number {
  const answer = io.files.ioctl(handle, request, argument);
  if (answer.kind === 'value') return answer.value as unknown as T;
  return answer.kind === 'error' ? answer.errno : 0;
}

function fail(io: CommandIo, { name }: Terminal, errno: number): number {
  io.complain(`${name}: ${errnoText(errno)}`);
  return 1;
}

/** Everything is looked at before anything is done. */
function readArguments(args: readonly string[]): Request | string {
  const request: Reading = { style: undefined, device: undefined, steps: [] };
  for (let at = 0; at < args.length; ) {
    const [word, next] = [args[at]!, args[at + 1]];
    const words = takeOption(request, word, next) ?? takeStep(request, word, next);
    if (typeof words === 'string') return words;
    at += words;
  }
  if (request.style !== undefined && request.steps.length > 0)
    return 'modes may not be set when specifying an output style';
  return request;
}

type Reading = { style: Request['style']; device: string | undefined; readonly steps: Exclude<Step, string>[] };

/** How many words it took, what is wrong with them, or undefined for no option. */
function takeOption(request: Reading, word: string, next: string | undefined): number | string | undefined {
  if (word.startsWith('-F')) {
    if (request.device !== undefined) return 'only one device may be specified';
    request.device = word.slice(2) || next;
    if (request.device === undefined) return needsValue('-F');
    return word === '-F' ? 2 : 1;
  }
  if (word !== '-a' && word !== '-g') return undefined;
  const style = word === '-a' ? 'all' : 'recoverable';
  if (request.style !== undefined && request.style !== style)
    return 'verbose and stty-readable output styles are mutually exclusive';
  request.style = style;
  return 1;
}

function takeStep(request: Reading, word: string, next: string | undefined): number | string {
  const step = stepOf(word, next);
  if (typeof step === 'string') return step;
  request.steps.push(step);
  return step.words;
}

function stepOf(word: string, next: string | undefined): Step {
  return modeStep(word) ?? characterStep(word, next) ?? parameterStep(word, next) ?? numberStep(word);
}

const alters = (words: number, change: (termios: Termios) => Termios): Step => ({
  words,
  act: (state) => {
    state.termios = change(state.termios);
  },
});
const invalid = (word: string): string => `invalid argument '${word}'`;
const needsValue = (word: string): string => `${word} requires an argument`;

function modeStep(word: string): Step | undefined {
  const reversed = word.startsWith('-');
  const name = reversed ? word.slice(1) : word;
  const mode = modes.find((each) => each.name === name);
  if (mode !== undefined) {
    if (reversed && !mode.reversible) return invalid(word);
    const set = reversed ? 0 : mode.bits;
    return alters(1, (termios) => changed(termios, { [mode.field]: { clear: mode.mask | mode.bits, set } }));
  }
  const combination = Object.hasOwn(combinations, name) ? combinations[name] : undefined;
  const change = reversed ? combination?.undo : combination?.apply;
  if (change !== undefined) return alters(1, change);
  return reversed ? invalid(word) : undefined;
}

function characterStep(word: string, next: string | undefined): Step | undefined {
  const found = characters.find(({ name }) => name === word);
  if (found === undefined) return undefined;
  if (next === undefined) return needsValue(word);
  const isNumber = word === 'min' || word === 'time';
  const value = isNumber ? numberIn(next, 255) : characterIn(next);
  if (value === undefined) return wrongNumber(next);
  return alters(2, (termios) => withCharacters(termios, { [found.name]: value }));
}

function characterIn(text: string): number | undefined {
  if (text.length < 2) return text === '' ? 0 : text.charCodeAt(0);
  if (text === '^-' || text === 'undef') return 0;
  if (text.startsWith('^')) return text[1] === '?' ? 127 : text.charCodeAt(1) & 0x1f;
  return numberIn(text, 255);
}

const wrongNumber = (text: string): string =>
  /^\d+$/.test(text) ? `number ${text} is not in 0..255 range` : `invalid number '${text}'`;

const numberIn = (text: string, most: number): number | undefined =>
  /^\d{1,9}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

function parameterStep(word: string, next: string | undefined): Step | undefined {
  if (word === 'size') return { words: 1, act: ({ print }) => print.push('size') };
  if (word === 'speed') return { words: 1, act: ({ print, termios }) => print.push(`${termios.speed}\n`) };
  if (!['rows', 'cols', 'columns', 'line', 'ispeed', 'ospeed'].includes(word)) return undefined;
  if (next === undefined) return needsValue(word);
  const number = numberIn(next, 65_535 * 1000);
  if (number === undefined) return `invalid number '${next}'`;
  if (word.endsWith('speed')) return speeds.has(number) ? speedStep(2, number) : invalid(word);
  return {
    words: 2,
    act: (state) => {
      if (word === 'rows') state.size = { ...state.size, rows: number };
      else if (word !== 'line') state.size = { ...state.size, columns: number };
    },
  };
}

/** Both directions have one speed here. */
const speedStep = (words: number, speed: number): Step => alters(words, (termios) => ({ ...termios, speed }));

/** A speed, or what `-g` printed. */
function numberStep(word: string): Step {
  const saved = word.split(':').map((part) => (/^[0-9a-f]+$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN));
  if (saved.length === recoverablePlaces + 4 && !saved.some(Number.isNaN))
    return alters(1, (termios) => recovered(termios, saved));
  const speed = numberIn(word, 4_000_000);
  if (speed === undefined) return `invalid number '${word}'`;
  return speeds.has(speed) ? speedStep(1, speed) : invalid(word);
}

/** CBAUD. */
const speedBits = 0o10017;

function recovered(
  termios: Termios,
  [iflag = 0, oflag = 0, cflag = 0, lflag = 0, ...places]: readonly number[],
): Termios {
  const [speed = termios.speed] = [...speeds].find(([, bits]) => bits === (cflag & speedBits)) ?? [];
  return {
    iflag,
    oflag,
    cflag: cflag & ~speedBits,
    lflag,
    speed,
    cc: termios.cc.map((_, place) => places[place] ?? 0),
  };
}

function recoverable({ iflag, oflag, cflag, lflag, speed, cc: places }: Termios): string {
  const words = [iflag, oflag, (cflag | (speeds.get(speed) ?? 0)) >>> 0, lflag];
  const all = Array.from({ length: recoverablePlaces }, (_, place) => places[place] ?? 0);
  return `${[...words, ...all].map((word) => word.toString(16)).join(':')}\n`;
}

/** Lines as long as the terminal is wide; without `all` only what is not as `sane` leaves it. */
function shown(termios: Termios, all: boolean, size: TerminalSize | undefined): string {
  const width = size?.columns ?? usualWidth;
  const head = [`speed ${termios.speed} baud;`];
  if (all && size !== undefined) head.push(`rows ${size.rows}; columns ${size.columns};`);
  const control = characters
    .filter(({ name }) => name !== 'min' && name !== 'time')
    .map(({ name }) => `${name} = ${visible(termios.cc[cc[name]] ?? 0)};`);
  const limits = `min = ${termios.cc[cc.min]}; time = ${termios.cc[cc.time]};`;
  const groups = (['cflag', 'iflag', 'oflag', 'lflag'] as const).map((field) =>
    modes.filter((mode) => mode.field === field && !mode.hidden).flatMap((mode) => wordOf(mode, termios, all)),
  );
  return [head, [...control, limits], ...groups].map((words) => wrapped(words, width)).join('');
}

function wordOf(
  { name, field, bits, mask, sane, reversible }: (typeof modes)[number],
  termios: Termios,
  all: boolean,
): readonly string[] {
  const set = (termios[field] & mask) >>> 0 === bits;
  if (set) return all || sane === false ? [name] : [];
  return reversible && (all || sane === true) ? [`-${name}`] : [];
}

function wrapped(words: readonly string[], width: number): string {
  let [text, column] = ['', 0];
  for (const word of words) {
    const fits = column > 0 && column + 1 + word.length < width;
    if (column > 0) text += fits ? ' ' : '\n';
    column = (fits ? column + 1 : 0) + word.length;
    text += word;
  }
  return text === '' ? '' : `${text}\n`;
}

function visible(character: number): string {
  if (character === 0) return '<undef>';
  const low = character & 0x7f;
  const shape = low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low);
  return character >= 128 ? `M-${shape}` : shape;
}

export const sttyCommand: Command = program(
  'stty',
  'shows and changes the settings of a terminal: -F DEVICE, -a, raw, sane, echo, -echo, min N …',
  stty,
);
