/** devmem, lsmod, modprobe, rmmod and date: commands that look at the board itself. */
import { ENOENT, errnoText } from '../../fs/errno';
import { type Command, type CommandIo, exit, type Outcome, printed, program, refuse, tellUsage } from '../command';
import { readOptions } from './options';

/** Exit code of what SIGBUS ends. */
const busError = 135;

/** One access of the A7, with everything that such an access does to a register. */
function devmem(io: CommandIo): Outcome {
  const [address = '', width = '32', value] = io.args;
  const number = (text: string): number => (/^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN);
  const at = number(address);
  const bits = ({ b: 8, h: 16, w: 32 } as const)[width as 'b' | 'h' | 'w'] ?? number(width);
  if (address === '') return tellUsage(io, 'Usage: devmem ADDRESS [WIDTH [VALUE]]');
  if (!(at <= 0xffff_ffff)) return refuse(io, `invalid number '${address}'`);
  if (bits !== 8 && bits !== 16 && bits !== 32)
    return refuse(io, bits === 64 ? 'no 64-bit access on this bus' : `bad width '${width}'`);
  const size = (bits / 8) as 1 | 2 | 4;
  const { readMemory, writeMemory } = io.shell.system;
  if (value === undefined) {
    const word = at % size === 0 ? readMemory(at, size) : undefined;
    if (word === undefined) return tellUsage(io, 'Bus error', busError);
    return printed(
      io,
      `0x${(word >>> 0)
        .toString(16)
        .toUpperCase()
        .padStart(bits / 4, '0')}\n`,
    );
  }
  const given = number(value);
  if (Number.isNaN(given)) return refuse(io, `invalid number '${value}'`);
  const written = at % size === 0 && writeMemory(at, (given % 2 ** bits) >>> 0, size);
  return written ? exit(0) : tellUsage(io, 'Bus error', busError);
}

function lsmod(io: CommandIo): Outcome {
  const lines = io.shell.system.modules.loaded.map(({ name, size, uses, usedBy }) =>
    `${name.padEnd(19)} ${String(size).padStart(8)}  ${uses} ${usedBy.join(',')}`.trimEnd(),
  );
  return printed(io, `${['Module                  Size  Used by', ...lines].join('\n')}\n`);
}

function modprobe(io: CommandIo): Outcome {
  const { flags, rest, problem } = readOptions(io.args, 'rqv');
  if (problem !== undefined) return refuse(io, problem);
  if (rest.length === 0) return tellUsage(io, 'Usage: modprobe [-rq] MODULE...');
  if (flags.has('r')) return remove(io, rest);
  const [name = ''] = rest;
  if (io.shell.system.modules.insert(name) === 0) return exit(0);
  return flags.has('q') ? exit(1) : refuse(io, `module ${name} not found in modules.dep`);
}

function remove(io: CommandIo, names: readonly string[]): Outcome {
  let code = 0;
  for (const name of names) {
    const errno = io.shell.system.modules.remove(name);
    if (errno === 0) continue;
    io.complain(`can't unload module '${name}': ${errnoText(errno === ENOENT ? ENOENT : errno)}`);
    code = 1;
  }
  return exit(code);
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A board without a battery begins in 1970: the time since boot, as a date. */
function date(io: CommandIo): Outcome {
  const format = io.args.find((arg) => arg.startsWith('+'))?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y';
  if (io.args.includes('-s')) return refuse(io, "can't set date: Operation not permitted");
  const seconds = Math.floor(io.shell.now / 1e9);
  const day = Math.floor(seconds / 86_400);
  const { year, month, dayOfMonth } = calendar(day);
  const two = (value: number, fill = '0'): string => String(value).padStart(2, fill);
  const fields: Readonly<Record<string, string>> = {
    '%': '%',
    a: days[(day + 4) % 7]!,
    b: months[month]!,
    d: two(dayOfMonth),
    e: two(dayOfMonth, ' '),
    F: `${year}-${two(month + 1)}-${two(dayOfMonth)}`,
    H: two(Math.floor(seconds / 3600) % 24),
    m: two(month + 1),
    M: two(Math.floor(seconds / 60) % 60),
    n: '\n',
    N: String(Math.floor(io.shell.now % 1e9)).padStart(9, '0'),
    s: String(seconds),
    S: two(seconds % 60),
    T: `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`,
    Y: String(year),
    Z: 'UTC',
  };
  return printed(io, `${format.replace(/%(.)/gs, (whole, letter: string) => fields[letter] ?? whole)}\n`);
}

/** Days since 1 January 1970 to a date of the Gregorian calendar. */
function calendar(day: number): { readonly year: number; readonly month: number; readonly dayOfMonth: number } {
  let left = day;
  for (let year = 1970; ; year++) {
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    for (const [month, length] of [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].entries()) {
      if (left < length) return { year, month, dayOfMonth: left + 1 };
      left -= length;
    }
  }
}

export const boardCommands: readonly Command[] = [
  program('devmem', 'reads or writes a register as the A7: ADDRESS [8|16|32 [VALUE]]', devmem),
  program('lsmod', 'lists loaded kernel modules', lsmod),
  program('modprobe', 'loads a kernel module with all it needs: -r removes', modprobe),
  program('rmmod', 'removes kernel modules', (io) => remove(io, io.args)),
  program('date', 'prints the time since boot as a date: +FORMAT', date),
];
