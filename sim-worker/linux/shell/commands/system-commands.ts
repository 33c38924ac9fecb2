/** dmesg, uname, sleep, ps and what else tells about the system. */
import { kernelName, releaseFile } from '../../fs/standard-files';
import { decodeText } from '../../fs/text';
import { forReading, wait } from '../../fs/vfs';
import {
  again,
  builtin,
  type Command,
  type CommandIo,
  exit,
  notesOf,
  type Outcome,
  printed,
  program,
  refuse,
  sleepOn,
  tellUsage,
} from '../command';
import { secondsToNs } from '../latencies';
import { readOptions } from './options';

/** Woken by the kernel log's owner with each new line, for `dmesg -w`. */
export const kernelLogQueue = 'kmsg';

function dmesg(io: CommandIo): Outcome {
  const { flags, problem } = readOptions(io.args, 'cCwWrn:');
  if (problem !== undefined) return refuse(io, problem);
  const notes = notesOf(io, () => ({ shown: flags.has('W') ? io.shell.kernelLog.length : 0 }));
  const fresh = io.shell.kernelLog.slice(notes.shown);
  notes.shown += fresh.length;
  io.print(fresh.map((line) => `${line}\n`).join(''));
  return flags.has('w') || flags.has('W') ? asleep(kernelLogQueue, 'read') : exit(0);
}

const asleep = (queue: string, call: 'read' | 'wait'): Outcome => {
  const answer = wait(queue);
  return answer.kind === 'wait' ? sleepOn(answer, call) : again;
};

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
/** The longest sleep, s: virtual time stays exact far beyond it. */
const longest = 1e6;

function sleep(io: CommandIo): Outcome {
  if (io.stage === 'asleep') return exit(0);
  let seconds = 0;
  for (const word of io.args) {
    const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word);
    if (match === null) return refuse(io, `invalid number '${word}'`);
    seconds += Number(match[1]) * units[match[2]!]! * (io.argv[0] === 'usleep' ? 1e-6 : 1);
  }
  if (io.args.length === 0) return tellUsage(io, `Usage: ${io.argv[0]} N...`);
  io.stage = 'asleep';
  return { kind: 'again', after: secondsToNs(Math.min(seconds, longest)) };
}

function release(io: CommandIo): string {
  const opened = io.open(releaseFile, forReading);
  if (opened.kind !== 'value') return '';
  const answer = io.read(opened.value, 64);
  io.close(opened.value);
  return answer.kind === 'value' ? decodeText(answer.value).trim() : '';
}

function uname(io: CommandIo): Outcome {
  const { flags, problem } = readOptions(io.args, 'asnrvmpio');
  if (problem !== undefined) return refuse(io, problem);
  const { system, node, version, machine, os } = kernelName;
  const fields = [
    ['s', system],
    ['n', node],
    ['r', release(io)],
    ['v', version],
    ['m', machine],
    ['o', os],
  ] as const;
  const wanted = fields.filter(([letter]) => flags.has('a') || flags.has(letter));
  io.print(`${(wanted.length === 0 ? fields.slice(0, 1) : wanted).map(([, text]) => text).join(' ')}\n`);
  return exit(0);
}

function help(io: CommandIo): Outcome {
  const lines = io.shell.commandHelp.map(({ name, doc }) => `${name.padEnd(9)} ${doc}\n`);
  const grammar =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
    'Also: ; && || & | ! > >> < << 2>&1 \'…\' "…" \\ $NAME ${NAME:-x} $(…) $((…)) * ? […] if while until for case functions (…) {…}.';
  io.print(`${lines.join('')}\n${grammar}\n`);
  return exit(0);
}

function ps(io: CommandIo): Outcome {
  const lines = io.shell.processes.map(({ pid, state, name }) => {
    const letter = state === 'stopped' ? 'T' : state.startsWith('asleep') ? 'S' : 'R';
    return `${String(pid).padStart(5)} root     ${letter}    ${name}\n`;
  });
  io.print(`  PID USER     STAT COMMAND\n${lines.join('')}`);
  return exit(0);
}

export const systemCommands: readonly Command[] = [
  program('dmesg', 'prints the kernel log: -w waits for more', dmesg),
  program('sleep', 'waits: seconds with fractions', sleep),
  program('usleep', 'waits: microseconds', sleep),
  program('uname', 'names the kernel: -a all', uname),
  program('id', 'names the user', (io) => printed(io, 'uid=0(root) gid=0(root) groups=0(root)\n')),
  program('ps', 'lists the processes of this shell', ps),
  program('sync', 'does nothing: nothing is cached', () => exit(0)),
  program('clear', 'clears the terminal', (io) => printed(io, '\u001b[H\u001b[J')),
  builtin('true', 'succeeds', () => exit(0)),
  builtin('false', 'fails', () => exit(1)),
  builtin(':', 'succeeds', () => exit(0)),
  builtin('help', 'lists the commands', help),
];
