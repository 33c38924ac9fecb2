/** The parameters of a ready stop rule. */
import { useId } from 'react';
import { type ReadyStop, spoken } from '../../../sim-worker/contract/ready-stops';
import styles from './stops.module.css';

type HolesProps = {
  readonly ready: ReadyStop;
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
};

export function Holes({ ready, values, onChange }: HolesProps) {
  const id = useId();
  return (
    <div className={styles.holes}>
      {ready.holes.map(({ name, label, usual, choices }) => {
        const value = values[name] ?? usual;
        const change = (to: string): void => onChange({ ...values, [name]: to });
        return (
          <span key={name} className={styles.hole}>
            <label htmlFor={id + name}>{label}</label>
            {choices === undefined ? (
              <input
                id={id + name}
                className={styles.input}
                value={value}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => change(event.target.value)}
              />
            ) : (
              <select
                id={id + name}
                className={styles.input}
                value={value}
                onChange={(event) => change(event.target.value)}
              >
                {choices.map((choice) => (
                  <option key={choice} value={choice}>
                    {spoken(choice)}
                  </option>
                ))}
              </select>
            )}
          </span>
        );
      })}
    </div>
  );
}
