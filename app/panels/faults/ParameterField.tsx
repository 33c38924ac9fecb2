/** One parameter of a fault: its name, a field of its kind, and what is wrong with what stands in it. */
import { useId } from 'react';
import { rangeText } from '../../../sim-worker/contract/injection-text';
import type { Parameter } from '../../../sim-worker/contract/injections';
import { useChip } from '../../stores/session-context';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import { TextField } from '../../widgets/TextField';
import styles from './fault-form.module.css';

type ParameterFieldProps = {
  readonly parameter: Parameter;
  readonly text: string;
  readonly problem: string | undefined;
  readonly onChange: (text: string) => void;
};

/** More choices than this, or longer words, are a list. */
const segmentsAtMost = 2;

export function ParameterField({ parameter, text, problem, onChange }: ParameterFieldProps) {
  const id = useId();
  return (
    <div className={styles.field} data-type={parameter.type} title={parameter.doc}>
      <span className={styles.label} aria-hidden="true">
        {parameter.label}
      </span>
      <Control parameter={parameter} text={text} problem={problem} id={id} onChange={onChange} />
      {problem !== undefined && (
        <p id={id} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

function Control({ parameter, text, problem, id, onChange }: ParameterFieldProps & { readonly id: string }) {
  const { label } = parameter;
  if (parameter.type === 'choice') {
    const options = Object.entries(parameter.options);
    if (options.length <= segmentsAtMost) {
      const segments = options.map(([value, words]) => ({ value, label: words }));
      return <SegmentedControl small label={label} segments={segments} value={text} onChange={onChange} />;
    }
    return (
      <select
        className={styles.choice}
        aria-label={label}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    );
  }
  const isName = parameter.type === 'peripheral';
  return (
    <>
      <TextField
        mono
        label={label}
        value={text}
        placeholder={parameter.absent ?? ''}
        aria-invalid={problem !== undefined}
        {...(problem === undefined
          ? { 'aria-description': `${parameter.doc} ${rangeText(parameter)}` }
          : { 'aria-describedby': id })}
        {...(isName ? { list: `${id}-names` } : {})}
        onChange={(event) => onChange(event.target.value)}
      />
      {isName && <PeripheralNames id={`${id}-names`} />}
    </>
  );
}

function PeripheralNames({ id }: { readonly id: string }) {
  const chip = useChip();
  return (
    <datalist id={id}>
      {chip?.etzpc
        .filter(({ name }) => name !== '')
        .map(({ name }) => (
          <option key={name} value={name} />
        ))}
    </datalist>
  );
}
