/** What is wrong, in words, with the places that prove it; while nothing is, that this was looked for. */
import type { Finding } from '../../../sim-worker/contract/diagnosis';
import { useSay } from '../../charts/roles';
import { findingsText, limits, oddities, troubles } from '../../derive/findings';
import { secondsText } from '../../derive/format';
import { useCommands, useSession, useViewPart } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { EmptyState } from '../../widgets/EmptyState';
import { Panel } from '../../widgets/Panel';
import { BeforeRun } from './BeforeRun';
import styles from './diagnoses.module.css';
import { FindingCard } from './FindingCard';

export function DiagnosesPanel() {
  // The findings in the store follow this view.
  const rules = useViewPart('diagnoses', {}, (view) => view?.rules ?? 0);
  const empty = useViewPart('status', {}, (status) => (status?.phase ?? 'empty') === 'empty');
  const findings = useSession((state) => state.findings);
  const preflight = useSession((state) => state.preflight);
  if (empty || preflight === undefined) {
    return (
      <Panel title="Diagnoses">
        <EmptyState
          why="There is nothing to look at yet."
          whatToDo="Open a demo or drop an ELF: what is wrong with it is said here, before it runs and while it runs."
        />
      </Panel>
    );
  }
  const wrong = troubles(findings);
  return (
    <Panel title="Diagnoses" subtitle={wrong.length === 0 ? undefined : findingsText(wrong.length)}>
      <div className={styles.body}>
        {wrong.length === 0 && <NothingWrong rules={rules} />}
        {wrong.map((finding, i) => (
          <FindingCard key={finding.rule} finding={finding} open={i === 0} />
        ))}
        <WhyButton />
        <Gone />
        <Apart heading="Not simulated here" findings={limits(findings)} />
        <Apart heading="Looks odd, is right" findings={oddities(findings)} />
        <BeforeRun preflight={preflight} />
      </div>
    </Panel>
  );
}

/** What is no trouble of the firmware stands apart. */
function Apart({ heading, findings }: { readonly heading: string; readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <section aria-label={heading}>
      <h3 className={styles.heading}>{heading}</h3>
      {findings.map((finding) => (
        <FindingCard key={finding.rule} finding={finding} open={false} />
      ))}
    </section>
  );
}

function NothingWrong({ rules }: { readonly rules: number }) {
  // A tenth of a second is as often as anybody reads it.
  const tenths = useViewPart('status', {}, (status) => Math.floor((status?.time ?? 0) / 1e8));
  const time = useViewPart('status', {}, (status) => (status?.phase === 'running' ? undefined : status?.time));
  const started = useViewPart('status', {}, (status) => (status?.time ?? 0) > 0);
  return (
    <p className={styles.nothing}>
      Nothing wrong is seen{started ? '' : ' in the file'}.{' '}
      <span className={styles.quiet}>
        {started
          ? `${rules} rules were asked at ${secondsText(time ?? tenths * 1e8)} s.`
          : `Press Run: ${rules} rules watch what it does.`}
      </span>
    </p>
  );
}

function WhyButton() {
  const commands = useCommands();
  return (
    <p className={styles.why}>
      <Button small onClick={commands.askWhy}>
        Why is nothing happening?
      </Button>
    </p>
  );
}

/** What no longer holds: it may have mended itself, or the moment is over. */
function Gone() {
  const say = useSay();
  const gone = useSession((state) => state.findings.gone);
  if (gone.length === 0) return null;
  return (
    <section aria-label="No longer seen">
      <h3 className={styles.heading}>No longer seen</h3>
      <ul className={styles.gone}>
        {gone.map(({ finding, at }) => (
          <li key={finding.rule}>
            {say(finding.title)} <span className={styles.quiet}>Gone since {secondsText(at)} s.</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
