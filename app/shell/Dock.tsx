/** The docked panels: draggable, remembered, reachable by keyboard. */
import { type Action, Actions, Layout, type Model, type TabNode, type TabSetNode } from 'flexlayout-react';
import { Maximize2, Minimize2 } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { PanelPacer } from '../stores/panel-pace';
import { useSession, useSessionStore } from '../stores/session-context';
import 'flexlayout-react/style/light.css';
import './dock.css';
import { DiagnosesTab } from './DiagnosesTab';
import { DockedPanel } from './DockedPanel';
import {
  dockSizes,
  fitHeads,
  fitModel,
  forgetLayout,
  lessonModel,
  newModel,
  savedLayout,
  saveLayout,
} from './dock-model';
import { createHeadSlots, type HeadSlots } from './head-slots';

export type DockHandle = { readonly reset: () => void; readonly toggleMaximized: () => void };

const pageSizes = () => dockSizes(window.innerWidth, window.innerHeight);
/** What a user does to the arrangement itself, as opposed to bringing a tab to the front. */
const arranging: ReadonlySet<string> = new Set([Actions.ADJUST_WEIGHTS, Actions.MOVE_NODE]);
const icons = {
  maximize: <Maximize2 size={13} aria-hidden="true" />,
  restore: <Minimize2 size={13} aria-hidden="true" />,
  more: (_: unknown, hidden: readonly unknown[]) => <span className="dock-more">{hidden.length} more</span>,
};
const keyMap = { focusNextTabset: 'F6', focusPreviousTabset: 'Shift+F6' };

/** Beside a lesson the panels stand otherwise, and nothing of it is remembered. */
const lessonArrangement = () => ({ model: lessonModel(pageSizes()), touched: true });

function firstArrangement(): { readonly model: Model; readonly touched: boolean } {
  const saved = savedLayout(localStorage);
  if (saved === undefined) return { model: newModel(pageSizes()), touched: false };
  if (!saved.touched) fitModel(saved.model, pageSizes());
  fitHeads(saved.model);
  return saved;
}

const requestFrame = (then: () => void): void => void requestAnimationFrame(() => then());

type DockProps = { readonly ref: Ref<DockHandle>; readonly lesson: boolean };

export function Dock({ ref, lesson }: DockProps) {
  const [arrangement, setArrangement] = useState(lesson ? lessonArrangement : firstArrangement);
  const [slots] = useState(createHeadSlots);
  const { state } = useSessionStore();
  const [pacer] = useState(
    () => new PanelPacer(state, { flush: flushSync, nextFrame: requestFrame, now: () => performance.now() }),
  );
  const touched = useRef(arrangement.touched);
  const { model } = arrangement;

  useReveal(model);
  useEffect(() => {
    const resized = (): void => {
      if (!touched.current) fitModel(model, pageSizes());
    };
    window.addEventListener('resize', resized);
    return () => window.removeEventListener('resize', resized);
  }, [model]);
  useImperativeHandle(ref, () => ({
    reset: () => {
      if (lesson) {
        setArrangement(lessonArrangement());
        return;
      }
      forgetLayout(localStorage);
      touched.current = false;
      setArrangement({ model: newModel(pageSizes()), touched: false });
    },
    toggleMaximized: () => toggleMaximized(model),
  }));

  return (
    <div className="dock">
      <Layout
        model={model}
        factory={(node) => <DockedPanel node={node} slots={slots} pacer={pacer} />}
        icons={icons}
        keyMap={keyMap}
        realtimeResize
        invalidateTabContentOnParentRender={false}
        onRenderTab={(node, values) => {
          if (node.getId() === 'diagnoses') values.content = <DiagnosesTab name={node.getName()} />;
        }}
        onRenderTabSet={(node, values) => {
          values.stickyButtons.push(<HeadSlot key="head" id={node.getId()} slots={slots} />);
        }}
        onAction={(action: Action) => {
          if (arranging.has(action.type)) touched.current = true;
          return action;
        }}
        onModelChange={(changed) => {
          fitHeads(changed);
          if (!lesson) saveLayout(localStorage, changed, touched.current);
        }}
      />
    </div>
  );
}

function HeadSlot({ id, slots }: { readonly id: string; readonly slots: HeadSlots }) {
  const [set] = useState(() => (element: HTMLElement | null) => slots.set(id, element));
  return <div className="dock-head-slot" ref={set} />;
}

/** Brings a panel to the front when the session asks for it. */
function useReveal(model: Model): void {
  const revealed = useSession((state) => state.revealed);
  useEffect(() => {
    if (revealed === undefined) return;
    const node = model.getNodeById(revealed.panel) as TabNode | undefined;
    if (node === undefined) return;
    const maximized = model.getMaximizedTabset();
    const home = node.getParent() as TabSetNode;
    if (maximized !== undefined && maximized.getId() !== home.getId())
      model.doAction(Actions.maximizeToggle(maximized.getId()));
    if (!node.isVisible()) model.doAction(Actions.selectTab(node.getId()));
    model.doAction(Actions.setActiveTabset(home.getId()));
  }, [model, revealed]);
}

/** The panel with the focus, or the one that was used last; a maximised one is given back. */
function toggleMaximized(model: Model): void {
  const maximized = model.getMaximizedTabset();
  const focused = document.activeElement?.closest('[data-panel]')?.getAttribute('data-panel') ?? undefined;
  const home = focused === undefined ? undefined : (model.getNodeById(focused)?.getParent() as TabSetNode | undefined);
  const target = maximized ?? home ?? model.getActiveTabset() ?? (model.getNodeById('stage') as TabSetNode | undefined);
  if (target !== undefined) model.doAction(Actions.maximizeToggle(target.getId()));
}
