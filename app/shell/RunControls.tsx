/** Restart, run, step, and how far one step goes. */
import { Pause, Play, RotateCcw, SkipForward } from 'lucide-react';
import type { StepKind } from '../../sim-worker/contract/protocol';
import { useCommands, useSession, useViewPart } from '../stores/session-context';
import { Button, IconButton } from '../widgets/Button';
import { SegmentedControl } from '../widgets/SegmentedControl';
import { RunToMenu } from './RunToMenu';
import styles from './run-controls.module.css';
import { useShownKeys } from './use-shortcuts';

type ShownStep = Extract<StepKind, 'instruction' | 'ipc-event' | 'message'>;
const stepKinds: readonly { readonly value: ShownStep; readonly label: string; readonly title: string }[] = [
  { value: 'instruction', label: 'instruction', title: 'One step is one instruction of the M4' },
  { value: 'ipc-event', label: 'IPC event', title: 'One step goes to the next event between the two sides' },
  { value: 'message', label: 'message', title: 'One step goes to the next message that stands in a buffer' },
];

export function RunControls() {
  const phase = useViewPart('status', {}, (status) => status?.phase ?? 'empty');
  const stepKind = useSession((state) => state.stepKind);
  const setStepKind = useSession((state) => state.setStepKind);
  const commands = useCommands();
  const shownKeys = useShownKeys();
  const none = phase === 'empty';
  const running = phase === 'running';
  const shown = stepKinds.some(({ value }) => value === stepKind) ? (stepKind as ShownStep) : 'ipc-event';
  return (
    <div className={styles.controls}>
      <IconButton
        label="Restart on a fresh board"
        keys={shownKeys('restart')}
        disabled={none}
        onClick={commands.restart}
      >
        <RotateCcw size={15} aria-hidden="true" />
      </IconButton>
      <div className={styles.run} data-part="run">
        <Button
          look="primary"
          keys={shownKeys('run')}
          disabled={none}
          icon={
            running ? (
              <Pause size={14} fill="currentColor" strokeWidth={0} aria-hidden="true" />
            ) : (
              <Play size={14} fill="currentColor" strokeWidth={0} aria-hidden="true" />
            )
          }
          onClick={commands.toggleRun}
        >
          {running ? 'Pause' : 'Run'}
        </Button>
      </div>
      <IconButton
        look="plain"
        data-part="step"
        label={`Step to the next ${stepKinds.find(({ value }) => value === shown)?.label ?? 'event'}`}
        keys={shownKeys('step')}
        disabled={none}
        onClick={() => commands.step()}
      >
        <SkipForward size={15} fill="currentColor" aria-hidden="true" />
      </IconButton>
      <SegmentedControl label="One step is" segments={stepKinds} value={shown} onChange={setStepKind} disabled={none} />
      {!none && <RunToMenu />}
    </div>
  );
}
