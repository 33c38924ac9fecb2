/** The first steps of a newcomer, as one line above the panels. It goes away by itself when they are done, and for good when it is closed. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { letterText } from '../derive/words';
import { useCommands, useSession, useView, useViewPart } from '../stores/session-context';
import { Button, IconButton } from '../widgets/Button';
import styles from './guide.module.css';
import { type GuideStep, guideStep, isSilent, stepsToFollow, underWay } from './guide-steps';
import { useShownKeys } from './use-shortcuts';
import type { WorkbenchDialog } from './Workbench';

const storageKey = 'ampscope.guide';
const nothing = {};
const names: Readonly<Record<Exclude<GuideStep, 'done'>, string>> = {
  start: 'Start the M4',
  greet: 'Say hello',
  follow: 'Follow it',
};
const order = ['start', 'greet', 'follow'] as const;

const isClosed = (): boolean => {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    return false;
  }
};

export function Guide({ onShow }: { readonly onShow: (dialog: WorkbenchDialog) => void }) {
  const learning = useSession((state) => state.lesson !== undefined);
  const [closed, setClosed] = useState(isClosed);
  // A debugger starts it without Linux: there is nobody to say hello.
  const alone = useViewPart('status', nothing, (status) => status?.boot === 'engineering');
  if (learning || closed || alone) return null;
  const close = (): void => {
    setClosed(true);
    try {
      localStorage.setItem(storageKey, 'done');
    } catch {
      // A full or forbidden storage only means that the guide comes again.
    }
  };
  return <OpenGuide onClose={close} onShow={onShow} />;
}

type OpenGuideProps = { readonly onClose: () => void; readonly onShow: (dialog: WorkbenchDialog) => void };

function OpenGuide({ onClose, onShow }: OpenGuideProps) {
  const phase = useViewPart('status', nothing, (status) => status?.phase ?? 'empty');
  const started = useViewPart('status', nothing, (status) => status?.rproc === 'running');
  const time = useViewPart('status', nothing, (status) => Math.floor((status?.time ?? 0) / 5e8) * 5e8);
  const ports = useView('ttys', nothing)?.ports ?? [];
  const stepped = useStepped(phase);
  const now = guideStep({ phase, time, started, ports, stepped });
  return (
    <aside className={styles.guide} aria-label="First steps">
      <ol className={styles.steps}>
        {order.map((step, i) => (
          <li
            key={step}
            className={styles.step}
            data-past={now === 'done' || order.indexOf(now) > i}
            {...(step === now ? { 'aria-current': 'step' as const } : {})}
          >
            <span className={styles.number} aria-hidden="true">
              {now === 'done' || order.indexOf(now) > i ? '✓' : i + 1}
            </span>
            {names[step]}
          </li>
        ))}
      </ol>
      <Now
        step={now}
        silent={isSilent({ time, ports })}
        ready={ports.length > 0}
        sent={underWay(ports)}
        onClose={onClose}
        onShow={onShow}
      />
      <IconButton small label="Close the first steps" onClick={onClose}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </aside>
  );
}

type NowProps = OpenGuideProps & {
  readonly step: GuideStep;
  readonly silent: boolean;
  /** There is a serial line to talk over. */
  readonly ready: boolean;
  /** What was sent and has no answer yet. */
  readonly sent: string | undefined;
};

function Now({ step, silent, ready, sent, onClose, onShow }: NowProps) {
  const commands = useCommands();
  const shownKeys = useShownKeys();
  const paused = useViewPart('status', nothing, (status) => status?.phase !== 'running');
  const dead = useViewPart('status', nothing, (status) => status?.phase === 'fault');
  const reveal = useSession((state) => state.reveal);
  const hello = (): void => {
    reveal('tty');
    commands.ttyInput(0, 'hello\n');
  };
  if (dead)
    return (
      <Line text="The M4 has died. The top bar says of what; Diagnoses say what may be behind it.">
        <Button small onClick={() => reveal('diagnoses')}>
          Show diagnoses
        </Button>
      </Line>
    );
  switch (step) {
    case 'start':
      return (
        <Line text="Linux is up and waits. It loads the firmware and lets the M4 go, as on the board.">
          <Button small onClick={commands.run}>
            Start it
          </Button>
        </Line>
      );
    case 'greet':
      if (silent)
        return (
          <Line text="It runs, and has announced no serial line. The lines under “Try…” in the Linux console talk to it.">
            <Button small onClick={() => reveal('linux-console')}>
              Show the console
            </Button>
            <Button small onClick={commands.askWhy}>
              Why no line?
            </Button>
          </Line>
        );
      return (
        <Line
          text={
            ready
              ? 'The firmware offers a serial line, /dev/ttyRPMSG0. What Linux writes there is a message to the M4.'
              : 'The M4 starts. Once it has announced a serial line, what Linux writes there is a message to it.'
          }
        >
          <Button
            small
            disabled={!ready}
            onClick={() => {
              hello();
              if (paused) commands.run();
            }}
          >
            Say hello
          </Button>
        </Line>
      );
    case 'follow':
      return paused && sent !== undefined ? (
        <Line
          text={`“${letterText(sent, 16)}” is on its way. Step: a letter lies in a ring, a bell rings in the mailbox, and the headline says which.`}
        >
          <Button small keys={shownKeys('step')} onClick={() => commands.step('ipc-event')}>
            Step on
          </Button>
        </Line>
      ) : (
        <Line text="That was too fast to see. Send it again, and look at each step of its way.">
          <Button
            small
            onClick={() => {
              commands.pause();
              hello();
            }}
          >
            Send it again, slowly
          </Button>
        </Line>
      );
    default:
      return (
        <Line text="That is how all of it is read. Click any byte, bell or line to see what led to it; a lesson explains the rest.">
          <Button small onClick={() => onShow('lessons')}>
            Lessons
          </Button>
          <Button
            small
            onClick={() => {
              onClose();
              commands.run();
            }}
          >
            Run on
          </Button>
        </Line>
      );
  }
}

const Line = ({ text, children }: { readonly text: string; readonly children: ReactNode }) => (
  <>
    <p className={styles.text} role="status">
      {text}
    </p>
    {children}
  </>
);

/** How often the paused machine has come to another event since it last ran. */
function useStepped(phase: string): number {
  const event = useViewPart('status', nothing, (status) => status?.event);
  const [stepped, setStepped] = useState(0);
  const last = useRef(event);
  useEffect(() => {
    if (last.current === event) return;
    last.current = event;
    setStepped((old) => (phase === 'paused' ? Math.min(stepsToFollow, old + 1) : old));
  }, [event, phase]);
  return stepped;
}
