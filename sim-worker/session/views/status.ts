/** The top bar and the headline: where the run stands and what just happened. */
import { labelOf } from '../../contract/event-text';
import { type Narration, narrationOf } from '../../contract/narration';
import type { EventLog } from '../../kernel/event-log';
import { injectionCounts } from '../injections';
import type { Stop } from '../stops/stop-sentence';
import type { Builder } from './context';

const waiting: Narration = {
  headline: 'Linux is up. The M4 is held in reset.',
  detail: 'Press Run: Linux loads the firmware and lets the M4 go.',
};
const engineering: Narration = {
  headline: 'There is no Linux. The M4 stands at its first instruction.',
  detail: 'Engineering boot: a debugger has written the firmware to memory. Press Run.',
};
const empty: Narration = { headline: 'No firmware yet.', detail: 'Drop an ELF, or open a demo.' };

/** The event that is told: the one that a rule has stopped at, else the newest between the two sides. */
function newest(
  log: EventLog,
  stoppedAt: number | undefined,
): { readonly seq: number; readonly narration: Narration } | undefined {
  const seq = stoppedAt ?? log.lastIpc;
  const event = seq < 0 ? undefined : log.at(seq);
  if (event === undefined) return undefined;
  return { seq, narration: narrationOf(event) ?? { headline: labelOf(event), detail: '' } };
}

/** Where a rule has stopped the run, that is the news. */
function told(stop: Stop | undefined, narration: Narration | undefined): Narration | undefined {
  if (stop === undefined) return narration;
  const detail = stop.seq === undefined ? '' : (narration?.detail ?? '');
  return { headline: stop.what, detail: [stop.why, detail].filter((part) => part !== '').join(' ') };
}

export const status: Builder<'status'> = (context) => {
  const { target } = context;
  const { machine, firmware } = target;
  const { stop } = context;
  const last = newest(machine.log, stop?.seq);
  const narration =
    firmware === undefined ? empty : (told(stop, last?.narration) ?? (target.boot === 'linux' ? waiting : engineering));
  return {
    phase: context.phase,
    time: machine.clock.now,
    instructions: machine.core.instructions,
    mips: context.mips,
    ratio: context.ratio,
    clock: context.clock,
    firmware: firmware === undefined ? undefined : { name: firmware.name, size: firmware.bytes.length },
    board: target.board,
    boot: target.boot,
    speed: context.speed,
    headline: narration.headline,
    detail: narration.detail,
    event: last?.seq,
    stopReason: context.stopReason,
    halts: context.halts,
    stop: stop === undefined ? undefined : { rule: stop.rule, seq: stop.seq },
    m4: m4State(context),
    rproc: machine.linux.rprocState,
    fault: context.fault,
    injections: injectionCounts(target),
  };
};

function m4State({ target }: Parameters<Builder<'status'>>[0]): ReturnType<Builder<'status'>>['m4'] {
  const { core } = target.machine;
  const state = core.state === 'halted' ? 'running' : core.state;
  const pc = core.pc;
  return { state, pc, function: state === 'held' ? '' : target.functionAt(pc) };
}
