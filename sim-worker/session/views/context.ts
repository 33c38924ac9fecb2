/** What every view builder gets: the target, and what the session knows beyond the machine. */
import type { DiagnosesView } from '../../contract/diagnosis';
import type { FaultCard, StatusView } from '../../contract/status-view';
import type { Views } from '../../contract/views';
import type { Stop } from '../stops/stop-sentence';
import type { Target } from '../target';

export type ViewContext = {
  readonly target: Target;
  readonly phase: StatusView['phase'];
  readonly stopReason: string;
  readonly halts: number;
  readonly mips: number;
  readonly ratio: number;
  /** Virtual time for a reader; see `StatusView.clock`. */
  readonly clock: number;
  readonly speed: StatusView['speed'];
  readonly stop: Stop | undefined;
  readonly fault: FaultCard | undefined;
  readonly diagnoses: () => DiagnosesView;
};

/** Makes one view. Reads through `peek` only: looking never changes the machine. */
export type Builder<V extends keyof Views> = (context: ViewContext, params: Views[V]['params']) => Views[V]['data'];
