/** `ampscope run`: boots a firmware, runs shell lines beside it, and reports. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { WhyAnswer } from '../contract/diagnosis';
import { faultText } from '../contract/fault-text';
import type { FaultCard } from '../contract/status-view';
import { parseStop } from '../contract/stop-language';
import type { StopBody } from '../contract/stop-rules';
import { hex, ns } from '../contract/units';
import { isLatency } from '../linux/kernel/latencies';
import { Diagnoses } from '../session/diagnoses';
import { faultCard } from '../session/fault-card';
import { preflight } from '../session/preflight';
import { isFault } from '../session/runner';
import { Target } from '../session/target';
import { asDiagnosis, type Diagnosis, diagnosisLines, whyLines } from './diagnoses';
import { failureOf } from './expect';
import { armInjections, type InjectionResult, injectionResults, neverFired } from './injections';
import { type MessagesResult, messagesResult } from './messages';
import type { RunCommand } from './options';
import { type RingResult, ringLines, ringResults } from './rings';
import { checkTyped, printedTexts } from './uarts';
import { UsageError } from './words';

export type RunResult = {
  readonly firmware: { readonly name: string; readonly size: number };
  readonly time: { readonly virtualNs: number; readonly instructions: number; readonly wallMs: number };
  readonly linux: {
    readonly state: string;
    readonly dmesg: readonly string[];
    readonly ttys: Readonly<Record<string, string>>;
    readonly trace0: string;
  };
  readonly stdout: string;
  readonly m4: {
    readonly state: string;
    readonly pc: string;
    readonly function: string;
    readonly fault: FaultCard | undefined;
  };
  readonly uarts: Readonly<Record<string, string>>;
  readonly gpio: Readonly<Record<string, boolean>>;
  /** What the rules find at the end, harmless things too. */
  readonly diagnoses: readonly Diagnosis[];
  /** With `--why`: who waits for whom at the end. */
  readonly why: WhyAnswer | undefined;
  readonly injections: readonly InjectionResult[];
  readonly rings: readonly RingResult[];
  readonly messages: MessagesResult;
  readonly counts: Readonly<Record<string, number>>;
  /** What `--until` waited for, as a sentence; null when it did not happen or nothing was waited for. */
  readonly stopped: string | null;
};

export type Outcome = { readonly exitCode: number; readonly output: string; readonly errors: readonly string[] };

export function run(command: RunCommand): Outcome {
  const until = untilRule(command.until);
  const bytes = read(command.file);
  const script = [...(command.script === undefined ? [] : [readText(command.script)]), ...command.lines].join('\n');
  const name = basename(command.file);
  const refused = preflight(name, bytes, command.tree);
  const began = performance.now();
  const target = new Target({ name, bytes }, { ...command, debugger: false });
  setLatencies(target, command.latencies);
  armInjections(target, command.injections);
  checkTyped(target, command.typed);
  if (until !== undefined) aimAt(target, until, command.until ?? '');
  const { fault, stopped } = execute(target, command, script);
  const result = resultOf(target, { fault, stopped, why: command.why, wallMs: performance.now() - began });
  if (command.events !== undefined) writeEvents(target, command.events);
  const failures = [
    ...command.expectations
      .map((expression) => failureOf(expression, result))
      .filter((failure) => failure !== undefined),
    ...neverFired(result.injections),
  ];
  const errors = [...failures, ...(refused.loads ? [] : [`${refused.title}: ${refused.sentence} ${refused.whatToDo}`])];
  return {
    exitCode: refused.loads ? (fault !== undefined ? 3 : failures.length > 0 ? 1 : 0) : 2,
    output: command.json ? JSON.stringify(result) : asText(result),
    errors,
  };
}

function setLatencies({ machine, journal }: Target, wanted: RunCommand['latencies']): void {
  const known = machine.linux.latencies.view();
  for (const [name, ns] of wanted) {
    if (!known.some((latency) => latency.name === name))
      throw new UsageError(`--latency ${name}: one of ${known.map((latency) => latency.name).join(', ')}`);
    if (!isLatency(ns)) throw new UsageError(`--latency ${name}: at most a second`);
    journal.record(machine, { kind: 'latency', name, ns });
  }
}

/** Runs for the wanted time; the card of the first fault is made while its traces are fresh, and the run goes on as on a board. */
function execute(
  target: Target,
  command: RunCommand,
  script: string,
): { readonly fault: FaultCard | undefined; readonly stopped: string | undefined } {
  const { machine, stops } = target;
  target.journal.record(machine, { kind: 'script', text: `${[...target.startLines, script].join('\n')}\n` });
  const typed = command.typed.toSorted((a, b) => a.at - b.at);
  let card: FaultCard | undefined;
  let stopped: string | undefined;
  while (machine.clock.now < command.duration && stopped === undefined) {
    let fault: number | undefined;
    while (typed[0] !== undefined && typed[0].at <= machine.clock.now)
      target.journal.record(machine, { kind: 'uart', ...typed.shift()! });
    machine.run(ns(Math.min(command.duration, typed[0]?.at ?? command.duration)), {
      stopAt: (kind, seq) => {
        if (card === undefined && isFault(kind)) fault = seq;
        return stops.sees(kind, seq) || fault !== undefined;
      },
    });
    stopped = stops.take()?.what;
    const event = fault === undefined ? undefined : machine.log.at(fault);
    if (event !== undefined) card = faultCard(target, event);
  }
  return { fault: card, stopped };
}

type Ending = {
  readonly fault: FaultCard | undefined;
  readonly stopped: string | undefined;
  /** Is "why" asked for? */
  readonly why: boolean;
  readonly wallMs: number;
};

function resultOf(target: Target, { fault, stopped, why, wallMs }: Ending): RunResult {
  const { machine, firmware } = target;
  const { linux, core } = machine;
  return {
    firmware: { name: firmware?.name ?? '', size: firmware?.bytes.length ?? 0 },
    time: { virtualNs: machine.clock.now, instructions: core.instructions, wallMs: Math.round(wallMs) },
    linux: {
      state: linux.rprocState,
      dmesg: linux.dmesg.map(({ text }) => text),
      ttys: Object.fromEntries(linux.ttys.map(({ port }) => [`ttyRPMSG${port}`, linux.receivedText(port)])),
      trace0: linux.trace0()?.text ?? '',
    },
    stdout: linux.stdout,
    m4: { state: core.state, pc: hex(core.pc), function: target.functionAt(core.pc), fault },
    uarts: printedTexts(target),
    gpio: Object.fromEntries(
      machine.board.leds.map(({ name, pin, activeLow }) => [name, machine.pin(pin) !== activeLow]),
    ),
    ...diagnosed(target, why),
    injections: injectionResults(target),
    rings: ringResults(target),
    messages: messagesResult(target),
    counts: machine.log.counts(),
    stopped: stopped ?? null,
  };
}

function diagnosed(target: Target, wantsWhy: boolean): Pick<RunResult, 'diagnoses' | 'why'> {
  const diagnoses = new Diagnoses();
  return {
    diagnoses: diagnoses.view(target, false, 0).findings.map(asDiagnosis),
    why: wantsWhy ? diagnoses.why(target) : undefined,
  };
}

function asText(result: RunResult): string {
  const ms = (result.time.virtualNs / 1e6).toFixed(3);
  const ttys = Object.entries(result.linux.ttys).map(([port, text]) => `${port} received: ${JSON.stringify(text)}`);
  const uarts = Object.entries(result.uarts).map(([port, text]) => `${port} printed: ${JSON.stringify(text)}`);
  return [
    ...result.linux.dmesg,
    ...(result.stdout === '' ? [] : ['', result.stdout.trimEnd()]),
    '',
    ...ttys,
    ...uarts,
    `remoteproc0 is ${result.linux.state}; the M4 is ${result.m4.state} at ${result.m4.pc} ${result.m4.function}`.trimEnd(),
    ...result.diagnoses
      .filter(({ certainty }) => certainty !== 'harmless')
      .flatMap((diagnosis) => ['', ...diagnosisLines(diagnosis)]),
    ...(result.why === undefined ? [] : ['', ...whyLines(result.why), '']),
    ...result.injections.map(({ injection, state }) => `${injection}: ${state}`),
    ...ringLines(result.rings),
    ...(result.m4.fault === undefined
      ? []
      : ['', `## ${result.m4.fault.title}`, '', ...faultText(result.m4.fault), '']),
    ...(result.stopped === null ? [] : [`stopped: ${result.stopped}`]),
    `${ms} ms of virtual time, ${result.time.instructions} instructions, ${result.time.wallMs} ms of wall time`,
  ].join('\n');
}

function writeEvents(target: Target, file: string): void {
  const { log } = target.machine;
  const lines: string[] = [];
  for (let seq = log.first; seq < log.length; seq++) lines.push(JSON.stringify(log.at(seq)));
  try {
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${reasonOf(error)}`);
  }
}

function untilRule(until: string | undefined): StopBody | undefined {
  if (until === undefined) return undefined;
  const parsed = parseStop(until);
  if (!parsed.ok) throw new UsageError(`--until ${until}: ${parsed.problem}`);
  return parsed.body;
}

function aimAt({ stops }: Target, until: StopBody, text: string): void {
  const note = stops.aim(until);
  if (note?.never === true) throw new UsageError(`--until ${text}: ${note.text}`);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function read(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

const readText = (file: string): string => new TextDecoder().decode(read(file));
