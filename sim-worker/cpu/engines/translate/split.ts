/** Copies nodes of a flow graph until each of its loops is entered at one place only: then it can be written without a dispatch. */
import { dominates, type Flow, flowOf, type Graph } from './graph';

export type Split = {
  /** With the copies behind the nodes that there were; successors in the same order as those of the original. */
  readonly graph: Graph;
  /** Of each node: the one that it is a copy of, or itself. */
  readonly originals: readonly number[];
  readonly flow: Flow;
};

/** `most`: how many copies there may be. The graph stays as it is where they do not suffice. */
export function split(graph: Graph, most: number): Split {
  const unchanged: Split = { graph, originals: graph.map((_, i) => i), flow: flowOf(graph) };
  let { flow } = unchanged;
  if (flow.reducible) return unchanged;
  const edges = graph.map((to) => [...to]);
  const originals = [...unchanged.originals];
  for (let copies = 0; !flow.reducible; copies++) {
    const entry = copies < most ? secondEntry(edges, flow) : undefined;
    if (entry === undefined) return unchanged;
    const { node, from } = entry;
    const copy = edges.length;
    edges.push([...edges[node]!]);
    originals.push(originals[node]!);
    for (const before of from) edges[before] = edges[before]!.map((to) => (to === node ? copy : to));
    flow = flowOf(edges);
  }
  return { graph: edges, originals, flow };
}

/**
 * A node through which control comes into a loop beside its head, and from where. Undefined when it comes to the node from
 * nowhere else.
 */
function secondEntry(
  graph: Graph,
  flow: Flow,
): { readonly node: number; readonly from: readonly number[] } | undefined {
  const { position, dominator } = flow;
  for (let last = 0; last < graph.length; last++) {
    for (const head of graph[last]!) {
      if (position[head]! > position[last]! || dominates(flow, head, last)) continue;
      let node = last;
      while (!dominates(flow, dominator[node]!, head)) node = dominator[node]!;
      const before = graph.flatMap((to, i) => (to.includes(node) ? [i] : []));
      const from = before.filter((i) => !dominates(flow, head, i) && !dominates(flow, node, i));
      if (from.length > 0 && from.length < before.length) return { node, from };
    }
  }
  return undefined;
}
