/** The words in the firmware's box: what it did last, and the call stack down to the function that runs now. */

import type { RegistersView } from '../../../sim-worker/contract/core-views';
import { labelOf } from '../../../sim-worker/contract/event-text';
import type { StatusView } from '../../../sim-worker/contract/status-view';
import { addressText } from '../../derive/format';
import { OwnerMark } from '../../widgets/OwnerMark';
import styles from './boxes.module.css';
import type { MapStageProps } from './MapStage';

const stateWords: Readonly<Record<StatusView['m4']['state'], string>> = {
  held: 'held in reset',
  running: 'running',
  sleeping: 'asleep in WFI',
  frozen: 'its clock stands still',
  'locked-up': 'locked up',
};

export function FirmwareBox({ layout, status, registers, lastOfM4, flow, actions }: MapStageProps) {
  const { x, y, width, height } = layout.m4;
  const empty = status === undefined || status.phase === 'empty';
  const held = empty || status.m4.state === 'held';
  const stackTop = layout.wheels[0].y - y - 84;
  const foot = layout.ipcc.y - y + 2;
  const culprit = status?.phase === 'fault';
  return (
    <div className={styles.box} data-part="m4" style={{ left: x, top: y, width, height }}>
      <header className={styles.head}>
        <OwnerMark owner="m4" size={12} />
        <h3 className={styles.m4Name}>Firmware</h3>
        {layout.roomy && <span className={styles.core}>Cortex-M4</span>}
      </header>
      <div className={styles.upper}>
        <p
          className={status?.m4.state === 'locked-up' || status?.m4.state === 'frozen' ? styles.lockedUp : styles.idle}
        >
          {empty ? 'empty' : stateWords[status.m4.state]}
        </p>
        {lastOfM4 !== undefined && !held && (
          <button type="button" className={styles.last} onClick={() => actions.event(lastOfM4.seq)}>
            <span className={styles.state}>just did</span>
            <span className={styles.what}>{labelOf(lastOfM4)}</span>
          </button>
        )}
      </div>
      {!held && flow === undefined && registers !== undefined && (
        <CallStack stack={registers.callStack} top={stackTop} bottom={foot - 4} onCode={actions.code} />
      )}
      {!held && (
        <button
          type="button"
          className={culprit ? styles.culprit : styles.current}
          style={{ top: foot }}
          onClick={() => actions.code(status.m4.pc)}
        >
          {culprit && <OwnerMark owner="fault" size={16} label="fault" />}
          <span className={styles.mono}>{status.m4.function.replace(/\+0x.*$/, '') || addressText(status.m4.pc)}</span>
          <span className={styles.state}>{flow === undefined ? pcWords(status.m4) : stateWords[status.m4.state]}</span>
        </button>
      )}
    </div>
  );
}

function pcWords({ pc, function: name }: StatusView['m4']): string {
  const offset = /\+0x[0-9a-f]+$/i.exec(name)?.[0];
  return `${addressText(pc)}${offset === undefined ? '' : ` (${offset})`}`;
}

type CallStackProps = {
  readonly stack: RegistersView['callStack'];
  readonly top: number;
  readonly bottom: number;
  readonly onCode: (address: number) => void;
};
/** Outermost above; the innermost is the box at the foot and not repeated here. */
function CallStack({ stack, top, bottom, onCode }: CallStackProps) {
  const pitch = 24;
  const room = Math.max(0, Math.floor((bottom - top) / pitch));
  const callers = stack.slice(1).reverse();
  const shown = callers.slice(-room);
  if (shown.length === 0) return null;
  const cut = callers.length - shown.length;
  return (
    <ol className={styles.stack} style={{ top: bottom - shown.length * pitch }}>
      {shown.map((frame, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a frame is known by its depth
        <li key={`${i}.${frame.pc}`}>
          <button
            type="button"
            title={`${frame.function || 'unknown'} at ${addressText(frame.pc)}`}
            onClick={() => onCode(frame.pc)}
          >
            {i === 0 && cut > 0 ? `+${cut}  ` : ''}
            {frame.function || addressText(frame.pc)}
          </button>
        </li>
      ))}
    </ol>
  );
}
