/** A button that lists what one may change; each choice says beforehand what will happen. */
import type { Change } from '../../derive/ownership-change';
import { Menu, type MenuItem } from '../../widgets/Menu';
import styles from './cell-detail.module.css';

type ChangeMenuProps<Value> = {
  readonly label: string;
  readonly heading: string;
  readonly changes: readonly Change<Value>[];
  readonly onChange: (value: Value) => void;
};

export function ChangeMenu<Value>({ label, heading, changes, onChange }: ChangeMenuProps<Value>) {
  const items: readonly MenuItem[] = [
    { kind: 'heading', key: 'when', label: heading },
    ...changes.map((change) => ({
      key: change.label,
      label: change.label,
      sentence: change.sentence,
      checked: change.now,
      disabled: !change.possible,
      onChoose: () => onChange(change.value),
    })),
  ];
  return (
    <Menu label={label} items={items} buttonClass={styles.change}>
      Change
    </Menu>
  );
}
