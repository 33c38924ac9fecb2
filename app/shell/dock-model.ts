/** The arrangement of the panels: the one of a first visit, and how it is remembered. */
import {
  Actions,
  type IJsonModel,
  type IJsonRowNode,
  type IJsonTabNode,
  type IJsonTabSetNode,
  Model,
  type TabSetNode,
} from 'flexlayout-react';
import { type PanelId, panelIds } from '../stores/panel-ids';
import { panelPurposes, panelTitles } from './panel-registry';

/** Raised when panels are added or renamed: an older arrangement is then forgotten. */
const layoutVersion = 7;
const storageKey = 'ampscope.layout';

export type DockSizes = {
  readonly stage: number;
  readonly strip: number;
  readonly main: number;
  readonly side: number;
  readonly upper: number;
  readonly timeline: number;
};

/** Sizes for a page of this width and height: the side keeps 424 px up to 1600, above it shares the gain with the stage. */
export function dockSizes(width: number, height: number): DockSizes {
  const tall = Math.max(0, height - 800) / 280;
  const timeline = Math.round(Math.min(170, 116 + 34 * tall));
  const strip = Math.round(Math.min(300, 172 + 46 * tall));
  const side = Math.round(424 + Math.max(0, width - 1600) * 0.6125);
  const upper = Math.max(300, height - 48 - timeline);
  return { stage: Math.max(200, upper - strip), strip, main: Math.max(400, width - side), side, upper, timeline };
}

const tab = (id: PanelId): IJsonTabNode => ({
  type: 'tab',
  id,
  component: id,
  name: panelTitles[id],
  helpText: panelPurposes[id],
  enableClose: false,
});

/** Which panels share a head: together their names fit beside each other at 1280. */
const home = {
  linux: ['linux-console', 'dmesg', 'events', 'linux-ipc', 'uart'],
  firmware: ['tty', 'diagnoses', 'trace', 'itm'],
  flow: ['message-flow', 'disassembly', 'registers', 'peripherals', 'faults'],
  rings: ['vrings', 'ipcc', 'ownership', 'memory', 'memory-map', 'stops'],
} as const satisfies Readonly<Record<string, readonly PanelId[]>>;

function defaultJson(sizes: DockSizes): IJsonModel {
  return {
    global: {
      rootOrientationVertical: true,
      tabSetEnableDeleteWhenEmpty: true,
      tabSetMinHeight: 64,
      tabSetMinWidth: 140,
      tabEnableScrollbars: false,
      tabEnableRename: false,
      enableEdgeDock: false,
    },
    layout: {
      type: 'row',
      id: 'root',
      children: [
        {
          type: 'row',
          id: 'upper',
          weight: sizes.upper,
          children: [
            {
              type: 'row',
              id: 'main',
              weight: sizes.main,
              children: [
                {
                  type: 'tabset',
                  id: 'stage',
                  weight: sizes.stage,
                  enableTabStrip: false,
                  children: [tab('system-map')],
                },
                {
                  type: 'row',
                  id: 'strip',
                  weight: sizes.strip,
                  children: [
                    { type: 'tabset', id: 'linux', weight: 61, children: home.linux.map(tab) },
                    { type: 'tabset', id: 'firmware', weight: 39, children: home.firmware.map(tab) },
                  ],
                },
              ],
            },
            {
              type: 'row',
              id: 'side',
              weight: sizes.side,
              children: [
                { type: 'tabset', id: 'flow', weight: 58, children: home.flow.map(tab) },
                { type: 'tabset', id: 'rings', weight: 42, children: home.rings.map(tab) },
              ],
            },
          ],
        },
        { type: 'tabset', id: 'bottom', weight: sizes.timeline, enableTabStrip: false, children: [tab('timeline')] },
      ],
    },
  };
}

export type SavedLayout = { readonly version: number; readonly touched: boolean; readonly model: IJsonModel };

export function newModel(sizes: DockSizes): Model {
  return Model.fromJson(defaultJson(sizes));
}

/** Pixels that the line of tabs takes from the map, and the strip can spare. */
const headHeight = 26;

/** Beside a lesson: the map above, with what needs as much room behind it; below it what one types into, and one panel about it. */
export function lessonModel(sizes: DockSizes): Model {
  const json = defaultJson(sizes);
  const left: readonly PanelId[] = ['linux-console', 'tty', 'dmesg', 'events', 'trace', 'itm', 'uart'];
  const above: readonly PanelId[] = ['system-map', 'message-flow', 'ownership', 'memory'];
  const right = panelIds.filter((id) => !left.includes(id) && !above.includes(id) && id !== 'timeline');
  const map: IJsonTabSetNode = {
    type: 'tabset',
    id: 'stage',
    // Its tabs take a line, which the map must not miss.
    weight: sizes.stage + headHeight,
    children: above.map(tab),
  };
  const strip: IJsonRowNode = {
    type: 'row',
    id: 'strip',
    weight: sizes.strip - headHeight,
    children: [
      { type: 'tabset', id: 'linux', weight: 50, children: left.map(tab) },
      { type: 'tabset', id: 'rings', weight: 50, children: right.map(tab) },
    ],
  };
  const upper: IJsonRowNode = {
    type: 'row',
    id: 'upper',
    weight: sizes.upper,
    children: [{ type: 'row', id: 'main', weight: 100, children: [map, strip] }],
  };
  const bottom = json.layout.children?.[1];
  return Model.fromJson({
    ...json,
    layout: { ...json.layout, children: bottom === undefined ? [upper] : [upper, bottom] },
  });
}

/** The remembered arrangement; undefined when there is none, or it is of another version, or damaged. */
export function savedLayout(storage: Storage): { readonly model: Model; readonly touched: boolean } | undefined {
  try {
    const saved = JSON.parse(storage.getItem(storageKey) ?? 'null') as SavedLayout | null;
    if (saved === null || saved.version !== layoutVersion) return undefined;
    const model = Model.fromJson(saved.model);
    return panelIds.every((id) => model.getNodeById(id) !== undefined) ? { model, touched: saved.touched } : undefined;
  } catch {
    return undefined;
  }
}

export function saveLayout(storage: Storage, model: Model, touched: boolean): void {
  try {
    storage.setItem(
      storageKey,
      JSON.stringify({ version: layoutVersion, touched, model: model.toJson() } satisfies SavedLayout),
    );
  } catch {
    // A full or forbidden storage only means that the arrangement is not remembered.
  }
}

export function forgetLayout(storage: Storage): void {
  storage.removeItem(storageKey);
}

/** An arrangement that nobody has touched follows the size of the page. */
export function fitModel(model: Model, sizes: DockSizes): void {
  model.doAction(Actions.adjustWeights('root', [sizes.upper, sizes.timeline]));
  model.doAction(Actions.adjustWeights('upper', [sizes.main, sizes.side]));
  model.doAction(Actions.adjustWeights('main', [sizes.stage, sizes.strip]));
}

/** The stage and the timeline say themselves what they are; maximised, they need the head for the way back. */
export function fitHeads(model: Model): void {
  for (const id of ['stage', 'bottom']) {
    const tabSet = model.getNodeById(id) as TabSetNode | undefined;
    if (tabSet === undefined) continue;
    const wanted = tabSet.isMaximized() || tabSet.getChildren().length > 1;
    if (tabSet.isEnableTabStrip() !== wanted)
      model.doAction(Actions.updateNodeAttributes(id, { enableTabStrip: wanted }));
  }
}
