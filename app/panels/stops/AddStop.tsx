/** The line in which a stop rule is written, chosen or edited, with the holes of a ready one below. */
import { type RefObject, useId, useState } from 'react';
import { eventSchemas } from '../../../sim-worker/contract/event-schema';
import { readyStops } from '../../../sim-worker/contract/ready-stops';
import { completeStop, type Vocabulary } from '../../../sim-worker/contract/stop-completion';
import { measures } from '../../../sim-worker/contract/stop-rules';
import { useCommands, useSession } from '../../stores/session-context';
import { Button } from '../../widgets/Button';
import { CompletingField } from '../../widgets/CompletingField';
import { Menu, type MenuItem } from '../../widgets/Menu';
import { chosenDraft, type Draft, emptyDraft, type Meaning, meaningOf, offeredTitle, written } from './draft';
import { Holes } from './Holes';
import styles from './stops.module.css';

type AddStopProps = {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
};

export function AddStop({ field, draft, onDraft }: AddStopProps) {
  const commands = useCommands();
  const { names, learn } = useNames();
  const [asked, setAsked] = useState('');
  const wrongId = useId();
  const { text, chosen, replaces } = draft;
  const meaning = meaningOf(draft);
  const wrong = asked === text && text !== '' && 'problem' in meaning ? meaning.problem : undefined;
  const use = (act: (body: Extract<Meaning, { title: string }>) => void): void => {
    setAsked(text);
    if (!('problem' in meaning)) act(meaning);
  };
  const keep = (): void =>
    use(({ body, title }) => {
      if (replaces === undefined) commands.addStop(body, title);
      else commands.changeStop(replaces.id, body, title);
      onDraft(emptyDraft);
    });
  return (
    <div className={styles.add}>
      <div className={styles.line}>
        <CompletingField
          field={field}
          label={replaces === undefined ? 'New stop rule' : 'Stop rule'}
          value={text}
          placeholder="ipcc.occupied channel=1 from=m4"
          invalid={wrong !== undefined}
          describedBy={wrong === undefined ? undefined : wrongId}
          complete={(typed, cursor) => completeStop(typed, cursor, names)}
          onChange={(to) => onDraft(written(draft, to))}
          onSubmit={keep}
          onFocus={learn}
        />
        <Menu
          label="Ready rules"
          items={readyItems((ready) => onDraft(chosenDraft(draft, ready)))}
          align="end"
          buttonClass={styles.ready}
        >
          Ready rules
        </Menu>
      </div>
      {chosen !== undefined && chosen.ready.holes.length > 0 && (
        <Holes
          ready={chosen.ready}
          values={chosen.values}
          onChange={(values) => onDraft(chosenDraft(draft, chosen.ready, values))}
        />
      )}
      {text !== '' && (
        <Deeds
          changes={replaces !== undefined}
          hint={wrong === undefined ? hintOf(meaning) : ''}
          onKeep={keep}
          onRunTo={() => use(({ body, title }) => commands.runTo(body, title))}
          onLeave={() => onDraft(emptyDraft)}
        />
      )}
      {wrong !== undefined && (
        <p id={wrongId} role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
    </div>
  );
}

type DeedsProps = {
  /** A rule that is there already is being changed. */
  readonly changes: boolean;
  readonly hint: string;
  readonly onKeep: () => void;
  readonly onRunTo: () => void;
  readonly onLeave: () => void;
};

function Deeds({ changes, hint, onKeep, onRunTo, onLeave }: DeedsProps) {
  return (
    <div className={styles.line}>
      <Button small onClick={onKeep}>
        {changes ? 'Change the rule' : 'Stop each time'}
      </Button>
      <Button small look="quiet" onClick={changes ? onLeave : onRunTo}>
        {changes ? 'Leave it' : 'Run to the next'}
      </Button>
      {hint !== '' && <span className={styles.hint}>{hint}</span>}
    </div>
  );
}

/** The names of the firmware that is open, asked for when the line is first used with it. */
function useNames(): { readonly names: Vocabulary | undefined; readonly learn: () => void } {
  const commands = useCommands();
  const file = useSession((state) => state.file);
  const [known, setKnown] = useState<{ readonly file: unknown; readonly names: Vocabulary } | undefined>(undefined);
  return {
    names: known?.file === file ? known?.names : undefined,
    learn: () => {
      if (known?.file === file) return;
      void commands.stopNames().then((names) => {
        if (names !== undefined) setKnown({ file, names });
      });
    },
  };
}

/** What the rule means: the words of a ready one, or what its event or count is. */
function hintOf(meaning: Meaning): string {
  if ('problem' in meaning) return '';
  const { on } = meaning.body;
  if (on.kind === 'event') return on.name in eventSchemas ? eventSchemas[on.name as keyof typeof eventSchemas].doc : '';
  return on.kind === 'measure' ? measures[on.measure].doc : '';
}

function readyItems(choose: (ready: (typeof readyStops)[number]) => void): readonly MenuItem[] {
  const groups = [...new Set(readyStops.map(({ group }) => group))];
  return groups.flatMap((group) => [
    { kind: 'heading' as const, key: group, label: group },
    ...readyStops
      .filter((ready) => ready.group === group)
      .map((ready) => ({ key: ready.id, label: offeredTitle(ready), onChoose: () => choose(ready) })),
  ]);
}
