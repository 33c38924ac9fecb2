/**
 * A flow graph as nested blocks and loops, which is all that WebAssembly has. Source: Ramsey, "Beyond Relooper" (2022):
 * what a node dominates is written within it; where several ways meet, a block ends before the place.
 */
import type { Flow } from './graph';

export type Form =
  /** The code of a node. It may go on, without a branch, to the node that is written right behind it. */
  | { readonly kind: 'node'; readonly node: number }
  /** Going to `head` goes to its start. */
  | { readonly kind: 'loop'; readonly head: number; readonly body: readonly Form[] }
  /** Going to `before` goes behind its end. */
  | { readonly kind: 'block'; readonly before: number; readonly body: readonly Form[] }
  /** All nodes may be gone to from all others, by number: for loops that are entered in several places. */
  | { readonly kind: 'dispatch'; readonly nodes: readonly number[] };

/**
 * `next`: the successor that a node goes on to when it does not branch. It is written right behind the node where no
 * block that is open ends before it; else it is gone to like all others. No path runs out of the end of a form.
 */
export function structure(flow: Flow, next: readonly (number | undefined)[]): readonly Form[] {
  if (!flow.reducible) return [{ kind: 'dispatch', nodes: flow.order }];
  const children = flow.order.map((): number[] => []);
  for (const node of flow.order) if (node !== 0) children[flow.dominator[node]!]!.push(node);

  const isInline = (child: number, node: number): boolean =>
    child === next[node] && flow.forwardPredecessors[child] === 1;
  /** Writes a node and all that it dominates behind what is there. */
  const tree = (node: number, out: Form[]): void => {
    const own = children[node]!;
    let body: Form[] = [{ kind: 'node', node }];
    for (const child of own) if (isInline(child, node)) tree(child, body);
    // They come in reverse postorder: an earlier one may go to a later one, whose block is further out.
    for (const child of own) {
      if (isInline(child, node)) continue;
      body = [{ kind: 'block', before: child, body }];
      tree(child, body);
    }
    if (flow.isLoopHead[node]) out.push({ kind: 'loop', head: node, body });
    else for (const form of body) out.push(form);
  };
  const forms: Form[] = [];
  tree(0, forms);
  return forms;
}
