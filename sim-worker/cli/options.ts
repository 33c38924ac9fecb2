/** The command line's words: what each option means, and what is wrong with a line that cannot be understood. */
import type { Board, BootMode, DeviceTreeName, EtzpcAnswer, KernelGeneration, KernelTree } from '../contract/protocol';
import { readTyped, type Typed } from './uarts';
import { parseDuration, UsageError } from './words';

export type RunCommand = {
  readonly command: 'run';
  readonly file: string;
  readonly lines: readonly string[];
  readonly script: string | undefined;
  /** Virtual nanoseconds. */
  readonly duration: number;
  readonly until: string | undefined;
  readonly board: Board;
  readonly boot: BootMode;
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  /** U-Boot starts the firmware, Linux attaches. */
  readonly uBoot: boolean;
  /** remoteproc starts the firmware, or attaches to it, while Linux comes up. */
  readonly autoBoot: boolean;
  readonly deviceTree: DeviceTreeName;
  readonly etzpcAnswer: EtzpcAnswer;
  /** Name of a latency of Linux, and ns of virtual time. */
  readonly latencies: readonly (readonly [string, number])[];
  /** Faults on purpose, as they are written. */
  readonly injections: readonly string[];
  /** What is typed at the other ends of serial ports. */
  readonly typed: readonly Typed[];
  readonly events: string | undefined;
  readonly json: boolean;
  /** Answer why nothing is happening at the end. */
  readonly why: boolean;
  readonly expectations: readonly string[];
};
export type CheckCommand = {
  readonly command: 'check';
  readonly file: string;
  readonly tree: KernelTree;
  readonly json: boolean;
};
export type ListCommand = { readonly command: 'list-injections' | 'list-rules'; readonly json: boolean };
export type Command =
  | RunCommand
  | CheckCommand
  | ListCommand
  | { readonly command: 'help' }
  | { readonly command: 'version' };

export const usage = `Usage:
  ampscope run FIRMWARE.elf [options]     boot a firmware and talk to it
  ampscope check FIRMWARE.elf [--json] [--tree mainline|st]
                                          what remoteproc will say, before it says it, and what is wrong with the file
  ampscope check --list-rules [--json]    every failure that is looked for

Options of run:
  -c 'shell lines'      typed into the Linux shell once the M4 is started; may be repeated
  --script FILE         the same, from a file
  --for 2s              virtual time to run (ns, us, ms, s); 1s when not given
  --until RULE          stop when this happens: rpmsg.announced, 'ipcc.occupied channel=2 from=m4',
                        'free-buffers ring=0 < 2', 'write vring0.used.idx', 'at main'; hit=3: the third time
  --board dk2|ev1       dk2 when not given
  --boot linux|engineering
  --tree mainline|st    whose kernel: mainline when not given
  --kernel A|B|C        how old: A 5.4 to 5.9, B 5.10 to 5.15, C 5.16 and later; C when not given
  --uboot               U-Boot starts the firmware before Linux comes up, and Linux attaches to it
  --auto-boot           st,auto-boot in the device tree: nobody needs to write start; the file is also rproc-m4-fw
  --device-tree standard|m4-examples
                        m4-examples gives peripherals to the M4, as ST's examples want it
  --etzpc-answer bus-error|zero
                        what an access gets that the firewall forbids: bus-error when not given
  --latency work=20us   how long a step of Linux takes, by the name of the step; may be repeated
  --uart 'USART3@200ms=hello\\r'
                        typed at the other end of a serial port at this time; may be repeated
  --inject 'drop-kick channel=2 from=linux nth=3'
                        break something on purpose; may be repeated
  --list-injections     what can be broken, with --json as data; needs no file
  --why                 say at the end who waits for whom
  --events FILE.jsonl   write every event as one line of JSON
  --json                print one JSON object instead of text
  --expect EXPR         such as '.linux.state == running' or '.linux.ttys.ttyRPMSG0 contains hello'; may be repeated

Exit codes: 0 fine, 1 an expectation failed or an injected fault never fired, 2 bad usage or bad input, 3 the firmware faulted.`;

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`${option} ${value}: one of ${allowed.join(', ')}`);
  return found;
}

type Mutable = { -readonly [K in keyof RunCommand]: RunCommand[K] } & {
  lines: string[];
  expectations: string[];
  latencies: (readonly [string, number])[];
  injections: string[];
  typed: Typed[];
};
type Setter = (into: Mutable, value: string) => void;

const setters: Readonly<Record<string, Setter>> = {
  '-c': (into, value) => into.lines.push(value),
  '--script': (into, value) => {
    into.script = value;
  },
  '--for': (into, value) => {
    into.duration = parseDuration(value);
  },
  '--until': (into, value) => {
    into.until = value;
  },
  '--board': (into, value) => {
    into.board = oneOf('--board', value, ['dk2', 'ev1']);
  },
  '--boot': (into, value) => {
    into.boot = oneOf('--boot', value, ['linux', 'engineering']);
  },
  '--tree': (into, value) => {
    into.tree = oneOf('--tree', value, ['mainline', 'st']);
  },
  '--kernel': (into, value) => {
    into.kernel = oneOf('--kernel', value, ['A', 'B', 'C']);
  },
  '--device-tree': (into, value) => {
    into.deviceTree = oneOf('--device-tree', value, ['standard', 'm4-examples']);
  },
  '--etzpc-answer': (into, value) => {
    into.etzpcAnswer = oneOf('--etzpc-answer', value, ['bus-error', 'zero']);
  },
  '--latency': (into, value) => {
    const [name = '', time = ''] = value.split('=');
    into.latencies.push([name, parseDuration(time, `--latency ${name}`)]);
  },
  '--uart': (into, value) => into.typed.push(readTyped(value)),
  '--inject': (into, value) => into.injections.push(value),
  '--events': (into, value) => {
    into.events = value;
  },
  '--expect': (into, value) => into.expectations.push(value),
};

const defaults = (): Mutable => ({
  command: 'run',
  file: '',
  lines: [],
  script: undefined,
  duration: 1e9,
  until: undefined,
  board: 'dk2',
  boot: 'linux',
  tree: 'mainline',
  kernel: 'C',
  uBoot: false,
  autoBoot: false,
  deviceTree: 'standard',
  etzpcAnswer: 'bus-error',
  latencies: [],
  injections: [],
  typed: [],
  events: undefined,
  json: false,
  why: false,
  expectations: [],
});

const switches: Readonly<Record<string, 'uBoot' | 'autoBoot' | 'why'>> = {
  '--uboot': 'uBoot',
  '--auto-boot': 'autoBoot',
  '--why': 'why',
};

/** Takes one word, and its value where it has one; returns how many words were taken. */
function takeWord(command: 'run' | 'check', into: Mutable, word: string, next: string | undefined): number {
  if (word === '--json') {
    into.json = true;
    return 1;
  }
  const switched = command === 'run' ? switches[word] : undefined;
  if (switched !== undefined) {
    into[switched] = true;
    return 1;
  }
  const setter = command === 'run' || word === '--tree' ? setters[word] : undefined;
  if (setter !== undefined) {
    if (next === undefined) throw new UsageError(`${word} needs a value`);
    setter(into, next);
    return 2;
  }
  if (word.startsWith('-')) throw new UsageError(`${command} does not know ${word}`);
  if (into.file !== '') throw new UsageError(`one firmware file at a time: ${into.file} or ${word}`);
  into.file = word;
  return 1;
}

const helpWords = new Set([undefined, 'help', '--help', '-h']);

export function parseArguments(args: readonly string[]): Command {
  const [command, ...rest] = args;
  if (helpWords.has(command) || rest.includes('--help')) return { command: 'help' };
  if (command === '--version') return { command: 'version' };
  if (args.includes('--list-injections')) return { command: 'list-injections', json: args.includes('--json') };
  if (command === 'check' && args.includes('--list-rules'))
    return { command: 'list-rules', json: args.includes('--json') };
  if (command !== 'run' && command !== 'check') throw new UsageError(`unknown command ${command}: run or check`);
  const into = defaults();
  for (let i = 0; i < rest.length; ) i += takeWord(command, into, rest[i] ?? '', rest[i + 1]);
  if (into.file === '') throw new UsageError(`${command} needs a firmware file`);
  return command === 'check' ? { command, file: into.file, tree: into.tree, json: into.json } : into;
}
