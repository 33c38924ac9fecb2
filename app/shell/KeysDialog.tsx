/** Every key, in one list, and the place to change one. */
import { useEffect, useState } from 'react';
import { useSession } from '../stores/session-context';
import { Button } from '../widgets/Button';
import { Dialog } from '../widgets/Dialog';
import styles from './dialogs.module.css';
import { bindingOf, keysOf, ownerOf, type Shortcut, type ShortcutId, shortcuts } from './shortcut-table';

const groups = ['Run', 'Step', 'Chain', 'Timeline', 'Page'] as const;

export function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const keys = useSession((state) => state.keys);
  const setKeys = useSession((state) => state.setKeys);
  const [changing, change] = useState<ShortcutId | undefined>(undefined);
  const [said, say] = useState('');
  const changed = Object.keys(keys).length > 0;
  return (
    <Dialog
      open={open}
      title="Keys"
      wide
      onClose={() => {
        change(undefined);
        say('');
        onClose();
      }}
    >
      {open && changing !== undefined && (
        <TakeKey
          id={changing}
          onTaken={(text) => {
            change(undefined);
            say(text);
          }}
        />
      )}
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group} className={styles.group}>
            <h3 className={styles.heading}>{group}</h3>
            <dl className={styles.keys}>
              {shortcuts
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <Row
                    key={shortcut.id}
                    shortcut={shortcut}
                    changing={changing === shortcut.id}
                    onChange={() => {
                      say('');
                      change(changing === shortcut.id ? undefined : shortcut.id);
                    }}
                  />
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.said} role="status">
        {said}
      </p>
      <p className={styles.remark}>
        Single letters count only while nothing is typed. Between tabs of one head: arrow keys. Inside a terminal every
        key but these goes to Linux. All of this is also in the menus and in the list of commands.
      </p>
      {changed && (
        <p className={styles.remark}>
          <Button
            small
            onClick={() => {
              setKeys({});
              say('All keys are as usual again.');
            }}
          >
            All keys as usual
          </Button>
        </p>
      )}
    </Dialog>
  );
}

type RowProps = { readonly shortcut: Shortcut; readonly changing: boolean; readonly onChange: () => void };
function Row({ shortcut, changing, onChange }: RowProps) {
  const keys = useSession((state) => state.keys);
  return (
    <div className={styles.row}>
      <dt>
        {changing ? (
          <span className={styles.wanted}>press a key</span>
        ) : (
          keysOf(shortcut, keys).map((key) => (
            <kbd key={key} className={styles.key}>
              {key}
            </kbd>
          ))
        )}
      </dt>
      <dd>
        {shortcut.does}
        {shortcut.elsewhere !== true && (
          <Button small look="quiet" aria-label={`Change the key: ${shortcut.does}`} onClick={onChange}>
            {changing ? 'Leave it' : 'Change'}
          </Button>
        )}
      </dd>
    </div>
  );
}

/** Takes the next key that is pressed. One that has a meaning already is refused, and whose it is is said. */
function TakeKey({ id, onTaken }: { readonly id: ShortcutId; readonly onTaken: (text: string) => void }) {
  const keys = useSession((state) => state.keys);
  const setKeys = useSession((state) => state.setKeys);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const binding = bindingOf(event);
      if (binding === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (binding === 'Escape' || binding === 'Tab') {
        onTaken('The key stays as it was.');
        return;
      }
      const owner = ownerOf(binding, keys, id);
      if (owner !== undefined) {
        onTaken(`This key has a meaning already: ${owner.does}. Change that one first.`);
        return;
      }
      setKeys({ ...keys, [id]: binding });
      onTaken('Changed.');
    };
    // Before the page's own keys, which listen in the same phase from the window.
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, [id, keys, onTaken, setKeys]);
  return <span data-takes-keys="" hidden />;
}
