/** What the user can ask of the session. A refusal becomes a notice; nothing here throws. */
import type { StoreApi } from 'zustand/vanilla';
import { isTrouble, type Remedy, type RemedyStep } from '../../sim-worker/contract/diagnosis';
import type { Injection } from '../../sim-worker/contract/injections';
import type {
  Decprot,
  Preflight,
  Recording,
  RequestKind,
  Requests,
  Speed,
  StepKind,
} from '../../sim-worker/contract/protocol';
import { noFindings } from '../derive/findings';
import type { Client } from '../transport/client';
import { emptyConsole } from './console-mirror';
import { type Demo, demoUrl } from './demo-manifest';
import { emptyMirror } from './event-mirror';
import type { FirmwareFile, SessionState, StartedBy } from './session-state';
import { createStopCommands, type StopCommands } from './stop-commands';

/** No STM32MP15x firmware comes near it: RAM for the M4 is 384 KiB, the rest is debug information. */
export const maxFirmwareBytes = 64 * 1024 * 1024;

const bootOptions: Readonly<Record<StartedBy, Pick<Requests['open']['params'], 'boot' | 'uBoot' | 'autoBoot'>>> = {
  linux: { boot: 'linux' },
  'auto-boot': { boot: 'linux', autoBoot: true },
  'u-boot': { boot: 'linux', uBoot: true },
  engineering: { boot: 'engineering' },
};

/** What one types first with a firmware of one's own. */
const anyFirmware: readonly string[] = [
  'cat /dev/ttyRPMSG0 &',
  'echo hello > /dev/ttyRPMSG0',
  'dmesg | tail -n 20',
  'cat /sys/kernel/debug/remoteproc/remoteproc0/trace0',
  'echo stop > /sys/class/remoteproc/remoteproc0/state',
];

export type SessionCommands = StopCommands & {
  /** Looks at a file without touching the session. */
  checkFile(file: FirmwareFile): Promise<Preflight | undefined>;
  /** Checks, then opens. A file that would be refused is kept as `refusal` and changes nothing; `force` opens it all the same. */
  openFile(file: FirmwareFile, options?: { readonly force?: boolean }): Promise<boolean>;
  openDemo(demo: Demo): Promise<boolean>;
  run(): void;
  pause(): void;
  /** Pauses a running session, runs a paused one. */
  toggleRun(): void;
  /** Without a kind: the one that is chosen in the top bar. */
  step(kind?: StepKind): void;
  restart(): void;
  close(): void;
  /** What came from outside until now, to be kept. */
  recording(): Promise<Recording | undefined>;
  /** Brings a board on which nothing has run to that moment; false when it cannot be. */
  playAgain(recording: Recording): Promise<boolean>;
  setSpeed(speed: Speed): void;
  shellInput(text: string): void;
  /** What the Tab key may put into a line of the shell. */
  shellComplete(text: string, cursor: number): Promise<Requests['shellComplete']['result'] | undefined>;
  ttyInput(port: number, text: string): void;
  /** Types at the other end of a serial port. */
  uartInput(uart: string, text: string): void;
  writeMemory(address: number, bytes: Uint8Array): void;
  /** Who may use a peripheral, as the secure firmware sets it. */
  setDecprot(id: number, value: Decprot): void;
  /** Changes Linux' device tree as an overlay does. */
  setLinuxNode(id: number, change: { readonly linux?: 'okay' | 'disabled'; readonly m4?: boolean }): void;
  /** How long something takes on the Linux side, in ns. */
  setLatency(name: string, ns: number): void;
  /** Arms a fault on purpose. */
  inject(injection: Injection): void;
  removeInjection(id: number): void;
  /** "Why is nothing happening?": the answer becomes `why` in the state. */
  askWhy(): void;
  /** Does what the answer offers, then runs. */
  tryRemedy(remedy: Remedy): void;
  /** The core dump that waits, to be saved as a file; undefined when there is none. */
  coreDump(): Promise<Requests['coreDump']['result']['dump']>;
  /** Functions and objects of the firmware, by name. */
  symbols(): Promise<Requests['symbols']['result']['symbols']>;
  /** The log as text, one line per event. */
  eventText(from: number, limit: number): Promise<Requests['eventText']['result'] | undefined>;
};

/** `remember` is told of every file that was opened, `forget` of every fresh board. */
export function createCommands(
  client: Client,
  state: StoreApi<SessionState>,
  remember?: (file: FirmwareFile) => void,
  forget: () => void = () => undefined,
): SessionCommands {
  const tell = (error: unknown): undefined => {
    state.getState().notify(error instanceof Error ? error.message : String(error), 'fault');
    return undefined;
  };
  const ask = <K extends RequestKind>(
    kind: K,
    params: Requests[K]['params'],
  ): Promise<Requests[K]['result'] | undefined> => client.call(kind, params).catch(tell);
  const send = <K extends RequestKind>(kind: K, params: Requests[K]['params']): void => void ask(kind, params);
  const openFile = createOpen(client, state, tell, (file) => {
    forget();
    remember?.(file);
  });
  const stopCommands = createStopCommands(state, ask);
  const running = (): boolean => state.getState().views.status?.phase === 'running';

  return {
    checkFile: (file) => ask('check', file),
    openFile,
    openDemo: async (demo) => {
      state.setState({ opening: { name: demo.title, doing: 'fetching the demo' } });
      try {
        const answer = await fetch(demoUrl(demo));
        if (!answer.ok) throw new Error(`The demo’s ELF could not be fetched (${answer.status}).`);
        const name = demo.elf.slice(demo.elf.lastIndexOf('/') + 1);
        const opened = await openFile({ name, bytes: new Uint8Array(await answer.arrayBuffer()) });
        if (opened) state.setState({ suggestions: demo.howTo });
        return opened;
      } catch (error) {
        state.setState({ opening: undefined });
        tell(error);
        return false;
      }
    },
    run: () => send('continue', {}),
    pause: () => send('pause', {}),
    toggleRun: () => (running() ? send('pause', {}) : send('continue', {})),
    step: (kind) => send('step', { kind: kind ?? state.getState().stepKind }),
    restart: () => {
      void ask('restart', {}).then(() => {
        state.setState(afterReset);
        forget();
      });
    },
    close: () => {
      stopCommands.clearStops();
      void ask('close', {}).then(() =>
        state.setState((old) => ({ ...afterReset(old), file: undefined, preflight: undefined, lesson: undefined })),
      );
    },
    recording: () => ask('recording', {}),
    playAgain: (recording) => ask('playAgain', recording).then((answer) => answer !== undefined),
    setSpeed: (speed) => send('setSpeed', { speed }),
    shellInput: (text) => send('shellInput', { text }),
    shellComplete: (text, cursor) => ask('shellComplete', { text, cursor }),
    ttyInput: (port, text) => send('ttyInput', { port, text }),
    uartInput: (uart, text) => send('uartInput', { uart, text }),
    ...stopCommands,
    writeMemory: (address, bytes) => send('writeMemory', { address, bytes }),
    setDecprot: (id, value) => send('setDecprot', { id, value }),
    setLinuxNode: (id, change) => send('setLinuxNode', { id, ...change }),
    inject: (injection) => send('inject', { injection }),
    removeInjection: (id) => send('removeInjection', { id }),
    setLatency: (name, ns) => send('setLatency', { name, ns }),
    askWhy: () => {
      void ask('why', {}).then((answer) => {
        if (answer !== undefined) state.setState((old) => ({ why: { answer, time: old.views.status?.time ?? 0 } }));
      });
    },
    tryRemedy: ({ steps }) => {
      for (const each of steps) takeStep(send, each);
      state.setState({ why: undefined });
      if (!running()) send('continue', {});
    },
    coreDump: () => ask('coreDump', {}).then((answer) => answer?.dump),
    symbols: () => ask('symbols', {}).then((answer) => answer?.symbols ?? []),
    eventText: (from, limit) => ask('eventText', { from, limit }),
  };
}

type Send = <K extends RequestKind>(kind: K, params: Requests[K]['params']) => void;

function takeStep(send: Send, step: RemedyStep): void {
  if (step.kind === 'shell') send('shellInput', { text: step.text });
  else if (step.kind === 'injection-removed') send('removeInjection', { id: step.id });
  else send('writeMemory', { address: step.address, bytes: new Uint8Array(Uint32Array.of(step.value).buffer) });
}

/** What a fresh board means for the page: the log and the console's text are asked for from their beginnings. */
const afterReset = ({ console }: SessionState): Partial<SessionState> => ({
  selection: undefined,
  chain: undefined,
  findings: noFindings,
  why: undefined,
  log: emptyMirror,
  console: { ...emptyConsole, generation: console.generation + 1 },
});

const hasTrouble = ({ findings }: Preflight): boolean => findings.some(({ certainty }) => isTrouble(certainty));

/** What a file that was just opened brings with it. */
const newly = (file: FirmwareFile, preflight: Preflight): Partial<SessionState> => ({
  file,
  preflight,
  suggestions: anyFirmware,
  lesson: undefined,
});

/** Why a file is not even looked at, or undefined. */
function whyNot({ name, bytes }: FirmwareFile): string | undefined {
  if (bytes.length === 0) return `${name} is empty. Choose the .elf file that your build wrote.`;
  if (bytes.length > maxFirmwareBytes) {
    const size = Math.round(bytes.length / 1024 / 1024);
    return `${name} has ${size} MiB; firmware for this chip stays far under 64 MiB. Is it the right file?`;
  }
  return undefined;
}

function createOpen(
  client: Client,
  state: StoreApi<SessionState>,
  tell: (error: unknown) => undefined,
  opened: (file: FirmwareFile) => void,
): SessionCommands['openFile'] {
  let busy = false;
  return async (file, options = {}) => {
    if (busy) {
      tell(new Error('Another file is being opened; wait for it, then try again.'));
      return false;
    }
    const reason = whyNot(file);
    if (reason !== undefined) {
      state.setState({ opening: undefined });
      tell(new Error(reason));
      return false;
    }
    busy = true;
    state.setState({ opening: { name: file.name, doing: 'checking what remoteproc will say' }, refusal: undefined });
    try {
      const preflight = await client.call('check', file);
      if (!preflight.loads && options.force !== true) {
        state.setState({ refusal: { preflight, file } });
        return false;
      }
      state.setState({ opening: { name: file.name, doing: 'making a new board' } });
      const { board, boot, tree, kernel, deviceTree, etzpcAnswer } = state.getState();
      const answer = await client.call('open', {
        ...file,
        board,
        ...bootOptions[boot],
        tree,
        kernel,
        deviceTree,
        etzpcAnswer,
        ...(options.force === true ? { force: true } : {}),
      });
      if (answer.opened) {
        const { notes } = answer.preflight;
        state.setState((old) => ({ ...afterReset(old), ...newly(file, answer.preflight) }));
        opened(file);
        if (hasTrouble(answer.preflight)) state.getState().reveal('diagnoses');
        else if (notes.length > 0) state.getState().notify(notes.join(' '));
      } else state.setState({ refusal: { preflight: answer.preflight, file } });
      return answer.opened;
    } catch (error) {
      tell(error);
      return false;
    } finally {
      busy = false;
      state.setState({ opening: undefined });
    }
  };
}
