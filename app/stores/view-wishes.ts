/** Which views the visible panels want, counted, so that the worker computes nothing that nobody sees. */
import type { ViewName, Views } from '../../sim-worker/contract/views';

export type WantedViews = { readonly [V in ViewName]?: Views[V]['params'] };

type Wish = { readonly view: ViewName; readonly params: unknown };

type WritersParams = Views['writers']['params'];
const rangesOf = (params: unknown): WritersParams['ranges'] => (params as WritersParams).ranges;

/** A view has one set of parameters at a time: of several panels that want it, the one that asked last decides. `writers` answers all. */
export class ViewWishes {
  private readonly wishes = new Set<Wish>();
  private readonly changed: () => void;

  /** `changed` is called after every change of `current`. */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Asks for a view until the returned function is called. */
  want<V extends ViewName>(view: V, params: Views[V]['params']): () => void {
    const wish: Wish = { view, params };
    this.wishes.add(wish);
    this.changed();
    return () => {
      if (this.wishes.delete(wish)) this.changed();
    };
  }

  current(): WantedViews {
    const wanted: Partial<Record<ViewName, unknown>> = {};
    for (const wish of this.wishes) wanted[wish.view] = wish.params;
    const ranges = [...this.wishes].flatMap(({ view, params }) => (view === 'writers' ? rangesOf(params) : []));
    return (ranges.length === 0 ? wanted : { ...wanted, writers: { ranges } }) as WantedViews;
  }
}
