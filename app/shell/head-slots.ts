/** The elements in the dock's heads into which the panels in front put their subtitles and actions. */

export type HeadSlots = {
  set(tabSet: string, element: HTMLElement | null): void;
  get(tabSet: string | undefined): HTMLElement | undefined;
  subscribe(changed: () => void): () => void;
};

export function createHeadSlots(): HeadSlots {
  const elements = new Map<string, HTMLElement>();
  const listeners = new Set<() => void>();
  return {
    set: (tabSet, element) => {
      if (element === null) elements.delete(tabSet);
      else elements.set(tabSet, element);
      for (const changed of listeners) changed();
    },
    get: (tabSet) => (tabSet === undefined ? undefined : elements.get(tabSet)),
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
