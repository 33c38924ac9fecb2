/** What is expected to happen next to a message, by what has happened so far. A table: one row per milestone. */
import type { Lane } from '../../sim-worker/contract/event-schema';
import type { Leg } from '../../sim-worker/contract/messages';
import type { Message } from './messages';

export type ExpectedStep = {
  readonly key: string;
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  /** It should have happened by now, or a fault on purpose keeps it away: drawn in crimson, with a cross. */
  readonly missing: boolean;
};
type Milestone = 'handed' | 'rung' | 'heard' | 'acknowledged' | 'taken' | 'delivered';
type Row = {
  readonly leg: 'out' | 'back';
  readonly until: Milestone;
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  /** Falls away when the receiver asked not to be rung. */
  readonly bell?: true;
  readonly ttyOnly?: true;
};

const table: readonly Row[] = [
  { leg: 'out', until: 'handed', from: 'driver', to: 'driver', label: 'offers a buffer' },
  { leg: 'out', until: 'rung', from: 'driver', to: 'ipcc', label: 'ring ch 2', bell: true },
  { leg: 'out', until: 'heard', from: 'ipcc', to: 'm4-irq', label: 'M4 interrupt', bell: true },
  { leg: 'out', until: 'acknowledged', from: 'm4-irq', to: 'ipcc', label: 'ack ch 2', bell: true },
  { leg: 'out', until: 'taken', from: 'm4', to: 'm4', label: 'firmware reads it' },
  { leg: 'back', until: 'handed', from: 'm4', to: 'm4', label: 'buffer handed over' },
  { leg: 'back', until: 'rung', from: 'm4', to: 'ipcc', label: 'ring ch 1', bell: true },
  { leg: 'back', until: 'heard', from: 'ipcc', to: 'driver', label: 'A7 interrupt', bell: true },
  { leg: 'back', until: 'acknowledged', from: 'driver', to: 'ipcc', label: 'ack ch 1', bell: true },
  { leg: 'back', until: 'taken', from: 'driver', to: 'driver', label: 'work runs' },
  { leg: 'back', until: 'delivered', from: 'driver', to: 'user', label: 'read →', ttyOnly: true },
];

export type Circumstances = {
  /** The receiver asked not to be rung (the flags word of the ring). */
  readonly quiet: { readonly out: boolean; readonly back: boolean };
  /** The flag is set and the receiver masks it, or it has stood for too long. */
  readonly blocked: { readonly out: boolean; readonly back: boolean };
};
const plainCircumstances: Circumstances = {
  quiet: { out: false, back: false },
  blocked: { out: false, back: false },
};

export function expectedSteps(
  message: Message,
  { quiet, blocked }: Circumstances = plainCircumstances,
): readonly ExpectedStep[] {
  const legOf = { out: message.out, back: message.back };
  const current: 'out' | 'back' = message.back === undefined ? 'out' : 'back';
  const leg = legOf[current];
  if (leg === undefined) return [];
  const name = message.dst === 53;
  const broken = message.events.some(({ event }) => event.kind === 'inject.fired');
  const rest = table.filter(
    (row) =>
      row.leg === current &&
      !reached(leg, row.until) &&
      !(row.bell === true && quiet[current] && leg.rung === undefined) &&
      !(row.ttyOnly === true && name),
  );
  const steps = rest.map((row, i) => ({
    key: `${row.leg}.${row.until}`,
    from: row.from,
    to: row.to,
    label: row.ttyOnly === true ? `${row.label} ${message.bytes}` : row.label,
    missing:
      i === 0 &&
      ((broken && row.bell === true) || (blocked[current] && (row.until === 'heard' || row.until === 'acknowledged'))),
  }));
  if (current === 'out' && leg.taken === undefined) {
    steps.push({ key: 'back.answer', from: 'm4', to: 'm4', label: 'answer, if it sends one', missing: false });
  }
  return steps;
}

const order: readonly Milestone[] = ['handed', 'rung', 'heard', 'acknowledged', 'taken', 'delivered'];
/** A later milestone proves an earlier one, except the acknowledge, which may come late or never. */
function reached(leg: Leg, milestone: Milestone): boolean {
  if (leg[milestone] !== undefined) return true;
  if (milestone === 'acknowledged') return leg.rung === undefined && leg.taken !== undefined;
  return order
    .slice(order.indexOf(milestone) + 1)
    .some((later) => later !== 'acknowledged' && leg[later] !== undefined);
}
