/** jobs, kill, wait, fg and bg: what runs behind the prompt. */
import { ESRCH, errnoText } from '../../fs/errno';
import { wait } from '../../fs/vfs';
import {
  again,
  builtin,
  type Command,
  type CommandIo,
  exit,
  notesOf,
  type Outcome,
  refuse,
  sleepOn,
  tellUsage,
} from '../command';
import { SIGCONT, SIGINT, SIGSTOP, SIGTERM, SIGTSTP } from '../process';

/** Woken by the shell when a background job ends. */
export const jobsQueue = 'jobs';

function jobs(io: CommandIo): Outcome {
  const list = io.shell.jobs;
  io.print(list.map((job, i) => `${jobLine(job.number, i === list.length - 1, job.state, job.text)}\n`).join(''));
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
  CONT: SIGCONT,
  STOP: SIGSTOP,
  TSTP: SIGTSTP,
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
    if (status === undefined) return asleep(jobsQueue);
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

/** Lets a stopped job go on behind the prompt. */
function bg(io: CommandIo): Outcome {
  const [number] = wantedJobs(io, true);
  const job = io.shell.jobs.find((each) => each.number === number);
  if (job === undefined)
    return refuse(io, `bg: ${io.args[0] === undefined ? 'no current job' : `${io.args[0]}: no such job`}`, 2);
  io.shell.resume(job.number);
  io.print(`[${job.number}] ${job.text}\n`);
  return exit(0);
}

const asleep = (queue: string): Outcome => {
  const answer = wait(queue);
  return answer.kind === 'wait' ? sleepOn(answer, 'wait') : again;
};

export const jobCommands: readonly Command[] = [
  builtin('jobs', 'lists background jobs', jobs),
  builtin('kill', 'ends a process or %JOB: -STOP -CONT -INT …', kill),
  builtin('wait', 'waits for background jobs', waitForJobs),
  builtin('fg', 'brings a job to the front: Ctrl-C and Ctrl-Z reach it', waitForJobs),
  builtin('bg', 'lets a stopped job go on behind the prompt', bg),
];
