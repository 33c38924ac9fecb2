/** The form of a fault: its kind, a field for each parameter, and in a sentence what that will do. */
import { type FormEvent, useId } from 'react';
import { printInjection } from '../../../sim-worker/contract/injection-text';
import {
  type Injection,
  type InjectionKind,
  injectionSentence,
  injections,
} from '../../../sim-worker/contract/injections';
import { type FaultDraft, kindsByGroup, type LookedAt, readDraft, usualDraft } from '../../derive/faults';
import { Button } from '../../widgets/Button';
import styles from './fault-form.module.css';
import { ParameterField } from './ParameterField';

type FaultFormProps = {
  readonly draft: FaultDraft;
  readonly lookedAt: LookedAt;
  readonly onChange: (draft: FaultDraft) => void;
  readonly onArm: (injection: Injection) => void;
};

export function FaultForm({ draft, lookedAt, onChange, onArm }: FaultFormProps) {
  const id = useId();
  const { kind, texts } = draft;
  const { doc, watch, parameters } = injections[kind];
  const { injection, problems } = readDraft(draft);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (injection !== undefined) onArm(injection);
  };
  return (
    <form className={styles.form} aria-label="A new fault" onSubmit={submit}>
      <label className={styles.question} htmlFor={id}>
        What shall break?
      </label>
      <div className={styles.choose}>
        <select
          id={id}
          className={styles.kind}
          value={kind}
          onChange={(event) => onChange(usualDraft(event.target.value as InjectionKind, lookedAt))}
        >
          {kindsByGroup.map((group) => (
            <optgroup key={group.title} label={group.title}>
              {group.kinds.map((each) => (
                <option key={each} value={each}>
                  {injections[each].title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <Button submit disabled={injection === undefined}>
          Arm it
        </Button>
      </div>
      <p className={styles.doc}>{doc}</p>
      <div className={styles.fields}>
        {Object.entries(parameters).map(([name, parameter]) => (
          <ParameterField
            key={`${kind} ${name}`}
            parameter={parameter}
            text={texts[name] ?? ''}
            problem={problems[name]}
            onChange={(text) => onChange({ kind, texts: { ...texts, [name]: text } })}
          />
        ))}
      </div>
      <div className={styles.foot} aria-live="polite">
        {injection !== undefined && (
          <>
            <p className={styles.sentence}>{injectionSentence(injection)}</p>
            <p className={styles.watch}>{watch}</p>
            <p className={styles.written}>
              <code>{printInjection(injection)}</code>
            </p>
          </>
        )}
      </div>
    </form>
  );
}
