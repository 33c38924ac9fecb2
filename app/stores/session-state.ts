/** The shape of a session as the page sees it: what the worker reported, and what the user chose. */

import type { ChipDescription } from '../../sim-worker/contract/chip';
import type { WhyAnswer } from '../../sim-worker/contract/diagnosis';
import type {
  Board,
  DeviceTreeName,
  EtzpcAnswer,
  KernelGeneration,
  KernelTree,
  Preflight,
  StepKind,
} from '../../sim-worker/contract/protocol';
import type { StopBody, StopRule } from '../../sim-worker/contract/stop-rules';
import type { ViewName, Views } from '../../sim-worker/contract/views';
import type { Chain } from '../derive/chain';
import type { FollowedFindings } from '../derive/findings';
import type { RoleName } from '../derive/roles';
import type { ConsoleText } from './console-mirror';
import type { EventMirror } from './event-mirror';
import type { PanelId } from './panel-ids';
import type { Selection } from './selection';

export type Theme = 'light' | 'dark';
export type ViewData = { readonly [V in ViewName]?: Views[V]['data'] };
export type FirmwareFile = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
/** A file that remoteproc will not load. The session before it is untouched. */
export type Refusal = { readonly preflight: Preflight; readonly file: FirmwareFile };
/** A short message for the user; `serial` tells two equal ones apart. */
export type Notice = { readonly serial: number; readonly text: string; readonly tone: 'plain' | 'fault' };

/** Who lets the M4 go: Linux when told, Linux by `st,auto-boot`, U-Boot before Linux is there, or a debugger without Linux. */
export type StartedBy = 'linux' | 'auto-boot' | 'u-boot' | 'engineering';
/** On what the next firmware is opened. */
export type BoardChoice = {
  readonly board: Board;
  readonly boot: StartedBy;
  readonly tree: KernelTree;
  readonly kernel: KernelGeneration;
  readonly deviceTree: DeviceTreeName;
  readonly etzpcAnswer: EtzpcAnswer;
};

export type SessionState = BoardChoice & {
  /** The newest data of each view that was ever wanted. `events` and `console` are kept in their mirrors instead. */
  readonly views: ViewData;
  readonly log: EventMirror;
  readonly console: ConsoleText;
  /** What the rules find, and what they no longer find. */
  readonly findings: FollowedFindings;
  /** Virtual over wall time when it last ran; 0 before. */
  readonly lastRatio: number;
  /** What never changes about the chip; undefined until the worker answered. */
  readonly chip: ChipDescription | undefined;
  /** Our own defect: the model stopped for good. */
  readonly crash: { readonly message: string; readonly lastEvents: readonly string[] } | undefined;

  /** The firmware that is open, so that it can be opened again on another board. */
  readonly file: FirmwareFile | undefined;
  /** Lines worth typing into the Linux shell with this firmware. */
  readonly suggestions: readonly string[];
  /** What the check of the open firmware said, before anything ran. */
  readonly preflight: Preflight | undefined;
  /** The answer to "Why is nothing happening?", with the virtual time that it is of; undefined while nobody asks. */
  readonly why: { readonly answer: WhyAnswer; readonly time: number } | undefined;
  readonly opening: { readonly name: string; readonly doing: string } | undefined;
  readonly refusal: Refusal | undefined;
  readonly notice: Notice | undefined;
  readonly stepKind: StepKind;
  /** Where runs are to stop, in the order they were made. */
  readonly stops: readonly StopRule[];
  /** Numbers of those that stop nothing until the lesson is over. */
  readonly resting: readonly number[];
  /** What "run to" went to last. */
  readonly lastRunTo: { readonly body: StopBody; readonly title: string } | undefined;

  /** The lesson that is played; `serial` grows each time one is begun; `goesOn`: where it was left, and the board is there already. */
  readonly lesson: { readonly id: string; readonly serial: number; readonly goesOn: boolean } | undefined;
  readonly selection: Selection | undefined;
  /** Through what is selected; undefined where nothing is, and until the worker has answered. */
  readonly chain: Chain | undefined;
  /** A panel that was asked for; `serial` grows with every request. */
  readonly revealed: { readonly panel: PanelId; readonly serial: number } | undefined;
  readonly theme: Theme;
  /** How the two sides are called. */
  readonly roles: RoleName;
  readonly reducedMotion: boolean;
  /** What happens between the two sides is also said to screen readers. */
  readonly aloud: 'on' | 'off';
  /** Keys that the user has put in the place of the usual ones, by command, as tinykeys writes them. */
  readonly keys: Readonly<Record<string, string>>;

  select(selection: Selection | undefined): void;
  /** To the next step of the chain, or the one before. */
  walkChain(by: 1 | -1): void;
  /** Opens the panel or brings it to the front. */
  reveal(panel: PanelId): void;
  setTheme(theme: Theme): void;
  setRoles(roles: RoleName): void;
  setReducedMotion(reduced: boolean): void;
  setStepKind(kind: StepKind): void;
  setAloud(aloud: 'on' | 'off'): void;
  setKeys(keys: Readonly<Record<string, string>>): void;
  setBoard(choice: BoardChoice): void;
  /** Shows the player; the lesson's firmware is open already. */
  showLesson(id: string, goesOn?: boolean): void;
  closeLesson(): void;
  closeWhy(): void;
  dismissRefusal(): void;
  notify(text: string, tone?: Notice['tone']): void;
};
