/** dmesg, uname, sleep, jobs, kill and what else tells about the system or the shell itself. */
import { ENOENT, ENOTDIR, ESRCH, errnoText } from '../../fs/errno';
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
import { SIGINT, SIGTERM } from '../process';
import { readOptions } from './options';

/** Woken by the kernel log's owner with each new line, for `dmesg -w`. */
export const kernelLogQueue = 'kmsg';
/** Woken by the shell when a background job ends. */
export const jobsQueue = 'jobs';

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
    'Also: ; && || & | > >> < 2> 2>&1 \'…\' "…" \\ $NAME $? NAME=value * ? […]. Not here: if, for, while, functions, $(…).';
  io.print(`${lines.join('')}\n${grammar}\n`);
  return exit(0);
}

function cd(io: CommandIo): Outcome {
  const target = io.args[0] ?? '/root';
  const path = io.resolve(target);
  const status = io.files.status(path);
  if (status?.kind !== 'directory')
    return refuse(io, `cd: can't cd to ${target}: ${errnoText(status === undefined ? ENOENT : ENOTDIR)}`, 2);
  io.shell.changeFolder(path);
  return exit(0);
}

function jobs(io: CommandIo): Outcome {
  const list = io.shell.jobs;
  io.print(list.map((job, i) => `${jobLine(job.number, i === list.length - 1, 'Running', job.text)}\n`).join(''));
  return exit(0);
}

/** As ash prints it: the command begins in column 33. */
export const jobLine = (number: number, current: boolean, state: string, text: string): string =>
  `${`[${number}]${current ? '+' : ' '}  ${state}`.padEnd(33)}${text}`;

const signals: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: SIGINT,
  QUIT: 3,
  KILL: 9,
  TERM: SIGTERM,
  USR1: 10,
  USR2: 12,
};

function kill(io: CommandIo): Outcome {
  const [first = '', ...others] = io.args;
  const named = first.startsWith('-') ? first.slice(1) : undefined;
  const signal = named === undefined ? SIGTERM : (signals[named.replace(/^SIG/, '')] ?? Number(named));
  const targets = named === undefined ? io.args : others;
  if (!Number.isInteger(signal)) return refuse(io, `kill: bad signal name '${named}'`);
  if (targets.length === 0) return tellUsage(io, 'sh: usage: kill [-SIGNAL] PID|%JOB...', 2);
  let code = 0;
  for (const target of targets) code = killOne(io, target, signal) || code;
  return exit(code);
}

function killOne(io: CommandIo, target: string, signal: number): number {
  const number = Number(target.replace(/^%\+?$/, '%0').replace(/^%/, ''));
  const isJob = target.startsWith('%');
  const job = isJob && number === 0 ? currentJob(io) : number;
  const known = target !== '' && Number.isInteger(number);
  if (known && io.shell.kill(isJob ? { job } : { pid: number }, signal)) return 0;
  if (!known) io.complain(`kill: invalid number '${target}'`);
  else io.complain(isJob ? `kill: ${target}: no such job` : `can't kill pid ${number}: ${errnoText(ESRCH)}`);
  return 1;
}

const currentJob = (io: CommandIo): number => io.shell.jobs.at(-1)?.number ?? 0;

/** `wait` for all or named jobs, and `fg`, which also lets Ctrl-C through. */
function waitForJobs(io: CommandIo): Outcome {
  const foreground = io.argv[0] === 'fg';
  const notes = notesOf(io, () => ({ jobs: [...wantedJobs(io, foreground)] }));
  if (foreground && notes.jobs.length === 0) return refuse(io, 'fg: no current job', 2);
  if (foreground) {
    const job = io.shell.jobs.find(({ number }) => number === notes.jobs[0]);
    if (job !== undefined && !job.adopted) {
      io.shell.adopt(job.number);
      io.print(`${job.text}\n`);
    }
  }
  let code = 0;
  for (const number of notes.jobs) {
    const status = io.shell.jobStatus(number);
    if (status === undefined) return asleep(jobsQueue, 'wait');
    code = status;
  }
  return exit(code);
}

function wantedJobs(io: CommandIo, foreground: boolean): readonly number[] {
  const running = io.shell.jobs;
  if (io.args.length === 0)
    return foreground ? running.slice(-1).map((job) => job.number) : running.map((job) => job.number);
  return io.args.map((arg) => {
    if (arg.startsWith('%')) return Number(arg.slice(1)) || currentJob(io);
    return running.find(({ pids }) => pids.includes(Number(arg)))?.number ?? -1;
  });
}

function exportNames(io: CommandIo): Outcome {
  for (const word of io.args) {
    const match = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word);
    if (match !== null) io.shell.setVariable(match[1]!, match[2]!);
  }
  return exit(0);
}

function unset(io: CommandIo): Outcome {
  for (const name of io.args) io.shell.unsetVariable(name);
  return exit(0);
}

function leave(io: CommandIo): Outcome {
  io.shell.leave();
  const code = Number(io.args[0] ?? 0);
  return exit(Number.isInteger(code) ? code & 0xff : 2);
}

function ps(io: CommandIo): Outcome {
  const lines = io.shell.processes.map(({ pid, state, name }) => {
    const letter = state.startsWith('asleep') ? 'S' : 'R';
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
  builtin('pwd', 'prints the current folder', (io) => printed(io, `${io.cwd}\n`)),
  builtin('cd', 'changes the current folder', cd),
  builtin('jobs', 'lists background jobs', jobs),
  builtin('kill', 'ends a process or %JOB', kill),
  builtin('wait', 'waits for background jobs', waitForJobs),
  builtin('fg', 'waits for a background job and lets Ctrl-C through', waitForJobs),
  builtin('export', 'sets variables', exportNames),
  builtin('unset', 'removes variables', unset),
  builtin('set', 'accepted and without effect', () => exit(0)),
  builtin('exit', 'leaves the script', leave),
  builtin('help', 'lists the commands', help),
];
