/** One panel inside the dock: tells it whether it can be seen, and where its head is. */
import type { TabNode } from 'flexlayout-react';
import { Suspense, useCallback, useState, useSyncExternalStore } from 'react';
import type { PanelId } from '../stores/panel-ids';
import type { PanelPacer } from '../stores/panel-pace';
import { PacedState, PanelVisible } from '../stores/session-context';
import { PanelHeadSlot } from '../widgets/panel-head';
import styles from './docked-panel.module.css';
import type { HeadSlots } from './head-slots';
import { panelComponents } from './panel-registry';

type DockedPanelProps = { readonly node: TabNode; readonly slots: HeadSlots; readonly pacer: PanelPacer };

export function DockedPanel({ node, slots, pacer }: DockedPanelProps) {
  const [state] = useState(() => pacer.panel());
  const watch = useCallback(
    (changed: () => void) => {
      node.setEventListener('visibility', () => queueMicrotask(changed));
      return () => node.removeEventListener('visibility');
    },
    [node],
  );
  const visible = useSyncExternalStore(watch, () => node.isVisible());
  const slot = useSyncExternalStore(slots.subscribe, () => slots.get(node.getParent()?.getId()));
  const Component = panelComponents[node.getId() as PanelId];
  return (
    <PanelVisible value={visible}>
      <PacedState value={state}>
        <PanelHeadSlot value={visible ? slot : undefined}>
          <div className={styles.docked} data-panel={node.getId()} tabIndex={-1}>
            <Suspense fallback={<div className={styles.loading}>loading…</div>}>
              <Component />
            </Suspense>
          </div>
        </PanelHeadSlot>
      </PacedState>
    </PanelVisible>
  );
}
