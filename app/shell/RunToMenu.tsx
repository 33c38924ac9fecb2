/** Runs on to something that is named: what is asked for most, and the user's own stop rules. */
import { ChevronDown } from 'lucide-react';
import { fromReady, readyStops } from '../../sim-worker/contract/ready-stops';
import { useCommands, useSession } from '../stores/session-context';
import { Menu, type MenuItem } from '../widgets/Menu';
import styles from './run-controls.module.css';
import { useShownKeys } from './use-shortcuts';

const short = readyStops
  .filter((ready) => ready.short === true)
  .flatMap((ready) => {
    const made = fromReady(ready);
    return 'problem' in made ? [] : [{ id: ready.id, ...made }];
  });
/** More than these are found in the panel. */
const mostOwn = 8;

export function RunToMenu() {
  const commands = useCommands();
  const shownKeys = useShownKeys();
  const rules = useSession((state) => state.stops);
  const last = useSession((state) => state.lastRunTo);
  const reveal = useSession((state) => state.reveal);
  const own: readonly MenuItem[] = rules.slice(-mostOwn).map((rule) => ({
    key: `own ${rule.id}`,
    label: rule.title,
    onChoose: () => commands.runTo(rule, rule.title),
  }));
  const items: readonly MenuItem[] = [
    { kind: 'heading', key: 'head', label: 'Run to the next' },
    ...short.map(({ id, body, title }) => ({ key: id, label: title, onChoose: () => commands.runTo(body, title) })),
    ...(own.length === 0 ? [] : [{ kind: 'heading' as const, key: 'own', label: 'Your rules' }, ...own]),
    { kind: 'heading', key: 'step', label: 'Step the M4' },
    { key: 'over', label: 'Over calls', hint: shownKeys('step-over'), onChoose: () => commands.step('over') },
    {
      key: 'into',
      label: 'One instruction',
      hint: shownKeys('step-instruction'),
      onChoose: () => commands.step('instruction'),
    },
    { key: 'out', label: 'Out of the function', hint: shownKeys('step-out'), onChoose: () => commands.step('out') },
    { kind: 'heading', key: 'more', label: 'More' },
    {
      key: 'again',
      label: last === undefined ? 'The same again' : `Again: ${last.title}`,
      hint: shownKeys('run-to'),
      disabled: last === undefined,
      onChoose: commands.runToAgain,
    },
    { key: 'rules', label: 'Another, or stop each time…', onChoose: () => reveal('stops') },
  ];
  return (
    <Menu label="Run to" items={items} buttonClass={styles.runTo}>
      run to <ChevronDown size={13} aria-hidden="true" />
    </Menu>
  );
}
