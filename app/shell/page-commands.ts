/** Everything that the page can do, in one list for the palette. */
import { injectionKinds, injections, usualInjection } from '../../sim-worker/contract/injections';
import { fromReady, readyStops } from '../../sim-worker/contract/ready-stops';
import { lessons } from '../lessons/catalogue';
import type { SessionCommands } from '../stores/commands';
import type { Demo } from '../stores/demo-manifest';
import { panelIds } from '../stores/panel-ids';
import type { SessionState } from '../stores/session-state';
import { panelTitles } from './panel-registry';
import { type KeyMap, keysOf, type ShortcutId, shortcuts } from './shortcut-table';
import { speedStops } from './speed-stops';
import type { ShortcutActions } from './use-shortcuts';
import type { WorkbenchDialog } from './Workbench';

export type PageCommand = {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  readonly run: () => void;
};
export type CommandSources = {
  /** What the keys do now. */
  readonly actions: ShortcutActions;
  readonly keys: KeyMap;
  readonly demos: readonly Demo[];
  readonly state: SessionState;
  readonly commands: SessionCommands;
  readonly startLesson: (id: string) => void;
  readonly show: (dialog: WorkbenchDialog) => void;
  readonly resetLayout: () => void;
  /** No firmware is open. */
  readonly empty: boolean;
};

const dialogs: readonly { readonly name: WorkbenchDialog; readonly title: string; readonly always: boolean }[] = [
  { name: 'legend', title: 'How to read the pictures', always: true },
  { name: 'simulated', title: 'What is simulated', always: true },
  { name: 'lessons', title: 'Lessons', always: false },
  { name: 'board', title: 'Board and kernel', always: false },
  { name: 'timing', title: 'Timing of Linux', always: false },
];

const notInPalette: ReadonlySet<ShortcutId> = new Set(['palette', 'go-to']);

export function pageCommands(sources: CommandSources): readonly PageCommand[] {
  const { actions, keys, demos, state, commands, startLesson, show, empty } = sources;
  const always: readonly PageCommand[] = [
    ...shortcuts.flatMap((each) => {
      const run = actions[each.id];
      if (run === undefined || notInPalette.has(each.id)) return [];
      const title = each.id === 'keys' ? 'Keys' : each.does;
      return [{ key: each.id, title, hint: keysOf(each, keys)[0] ?? '', run }];
    }),
    ...dialogs
      .filter((each) => each.always || !empty)
      .map(({ name, title }) => ({ key: `dialog ${name}`, title, hint: '', run: () => show(name) })),
    {
      key: 'aloud',
      title: state.aloud === 'on' ? 'Stop telling screen readers of each event' : 'Tell screen readers of each event',
      hint: '',
      run: () => state.setAloud(state.aloud === 'on' ? 'off' : 'on'),
    },
    ...demos.map((demo) => ({
      key: `demo ${demo.id}`,
      title: `Demo: ${demo.title}`,
      hint: 'a fresh board',
      run: () => void commands.openDemo(demo),
    })),
    ...lessons.map(({ id, title }) => ({
      key: `lesson ${id}`,
      title: `Lesson: ${title}`,
      hint: 'a fresh board',
      run: () => startLesson(id),
    })),
  ];
  return empty ? always : [...always, ...boardCommands(sources)];
}

function boardCommands({ state, commands, resetLayout }: CommandSources): readonly PageCommand[] {
  return [
    ...panelIds.map((id) => ({
      key: `panel ${id}`,
      title: `Show ${panelTitles[id]}`,
      hint: 'panel',
      run: () => state.reveal(id),
    })),
    { key: 'layout', title: 'Reset the layout', hint: '', run: resetLayout },
    ...(['instruction', 'ipc-event', 'message'] as const).map((kind) => ({
      key: `step ${kind}`,
      title: `Step one ${kind === 'ipc-event' ? 'IPC event' : kind}`,
      hint: '',
      run: () => commands.step(kind),
    })),
    ...speedStops.map(({ speed, spoken }) => ({
      key: `speed ${spoken}`,
      title: `Speed: ${spoken}`,
      hint: '',
      run: () => commands.setSpeed(speed),
    })),
    ...readyStops.flatMap((ready) => {
      const made = fromReady(ready);
      if ('problem' in made) return [];
      const { body, title } = made;
      return [
        { key: `to ${ready.id}`, title: `Run to: ${title}`, hint: 'once', run: () => void commands.runTo(body, title) },
        {
          key: `stop ${ready.id}`,
          title: `Stop each time: ${title}`,
          hint: 'rule',
          run: () => commands.addStop(body, title),
        },
      ];
    }),
    ...injectionKinds.map((kind) => ({
      key: `fault ${kind}`,
      title: `Break on purpose: ${injections[kind].title}`,
      hint: 'fault, as usual',
      run: () => {
        commands.inject(usualInjection(kind));
        state.reveal('faults');
      },
    })),
  ];
}
