/** Every key, in one list. */
import { Dialog } from '../widgets/Dialog';
import styles from './dialogs.module.css';
import { shortcuts } from './shortcut-table';

const groups = ['Run', 'Step', 'Chain', 'Page'] as const;

export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} title="Keys" onClose={onClose}>
      {groups.map((group) => (
        <section key={group} className={styles.group}>
          <h3 className={styles.heading}>{group}</h3>
          <dl className={styles.keys}>
            {shortcuts
              .filter((shortcut) => shortcut.group === group)
              .map((shortcut) => (
                <div key={shortcut.id} className={styles.row}>
                  <dt>
                    {shortcut.keys.map((key) => (
                      <kbd key={key} className={styles.key}>
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{shortcut.does}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <p className={styles.remark}>
        Between tabs of one head: arrow keys. Inside a terminal every key but these goes to Linux. All of this is also
        in the menus.
      </p>
    </Dialog>
  );
}
