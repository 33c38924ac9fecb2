/** The line in which a stop rule is written or chosen, with the holes of a ready one below. */
import { useId, useState } from 'react';
import { fromReady, type ReadyStop, readyStops, readyText, readyTitle } from '../../../sim-worker/contract/ready-stops';
import { completeStop } from '../../../sim-worker/contract/stop-completion';
import { parseStop } from '../../../sim-worker/contract/stop-language';
import { useCommands } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { CompletingField } from '../../widgets/CompletingField';
import { Menu, type MenuItem } from '../../widgets/Menu';
import { Holes } from './Holes';
import styles from './stops.module.css';

type Chosen = { readonly ready: ReadyStop; readonly values: Readonly<Record<string, string>> };

export function AddStop() {
  const commands = useCommands();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined);
  const [asked, setAsked] = useState(false);
  const wrongId = useId();
  const parsed = parseStop(text);
  const wrong = asked && text !== '' ? problemOf(text, chosen) : undefined;
  const write = (to: string): void => {
    setText(to);
    setChosen(undefined);
    setAsked(false);
  };
  const choose = (next: Chosen): void => {
    setChosen(next);
    setText(readyText(next.ready, next.values));
    setAsked(false);
  };
  const title = chosen === undefined ? undefined : readyTitle(chosen.ready, chosen.values);
  const use = (act: 'addStop' | 'runTo'): void => {
    setAsked(true);
    if (!parsed.ok) return;
    commands[act](parsed.body, title);
    if (act === 'addStop') write('');
  };
  return (
    <div className={styles.add}>
      <div className={styles.line}>
        <CompletingField
          label="New stop rule"
          value={text}
          placeholder="ipcc.occupied channel=1 from=m4"
          invalid={wrong !== undefined}
          describedBy={wrong === undefined ? undefined : wrongId}
          complete={completeStop}
          onChange={write}
          onSubmit={() => use('addStop')}
        />
        <Menu label="Ready rules" items={readyItems(choose)} align="end" buttonClass={styles.ready}>
          Ready rules
        </Menu>
      </div>
      {chosen !== undefined && chosen.ready.holes.length > 0 && (
        <Holes
          ready={chosen.ready}
          values={chosen.values}
          onChange={(values) => choose({ ready: chosen.ready, values })}
        />
      )}
      {text !== '' && (
        <div className={styles.line}>
          <Button small onClick={() => use('addStop')}>
            Stop each time
          </Button>
          <Button small look="quiet" onClick={() => use('runTo')}>
            Run to the next
          </Button>
          {title !== undefined && wrong === undefined && <span className={styles.hint}>{title}</span>}
        </div>
      )}
      {wrong !== undefined && (
        <p id={wrongId} role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
    </div>
  );
}

function problemOf(text: string, chosen: Chosen | undefined): string | undefined {
  const made = chosen === undefined ? undefined : fromReady(chosen.ready, chosen.values);
  const parsed = parseStop(text);
  if (made !== undefined && 'problem' in made) return made.problem;
  return parsed.ok ? undefined : parsed.problem;
}

function readyItems(choose: (chosen: Chosen) => void): readonly MenuItem[] {
  const groups = [...new Set(readyStops.map(({ group }) => group))];
  return groups.flatMap((group) => [
    { kind: 'heading' as const, key: group, label: group },
    ...readyStops
      .filter((ready) => ready.group === group)
      .map((ready) => ({
        key: ready.id,
        label: readyTitle(ready, Object.fromEntries(ready.holes.map(({ name }) => [name, '…']))),
        onChoose: () => choose({ ready, values: {} }),
      })),
  ]);
}
