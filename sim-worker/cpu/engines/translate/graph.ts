/** What is known of a flow graph: an order of its nodes, who dominates whom, where loops begin. */

/** Successors of each node. Node 0 is the entry; all others are reached from it. */
export type Graph = readonly (readonly number[])[];

export type Flow = {
  /** Nodes in reverse postorder: an edge goes forward in it, or back to where a loop begins. */
  readonly order: readonly number[];
  /** Place in `order` by node. */
  readonly position: readonly number[];
  /** The closest node that is on every way to this one; the entry's is itself. */
  readonly dominator: readonly number[];
  /** Is it the target of an edge that goes back? */
  readonly isLoopHead: readonly boolean[];
  /** How many predecessors it has by edges that go forward. */
  readonly forwardPredecessors: readonly number[];
  /** Every loop is entered at its head only. */
  readonly reducible: boolean;
};

export function flowOf(graph: Graph): Flow {
  const order = reversePostorder(graph);
  const position: number[] = graph.map(() => 0);
  for (let i = 0; i < order.length; i++) position[order[i]!] = i;
  const forwardPredecessors = graph.map(() => 0);
  const isLoopHead = graph.map(() => false);
  for (let from = 0; from < graph.length; from++) {
    const successors = graph[from]!;
    for (let n = 0; n < successors.length; n++) {
      const to = successors[n]!;
      if (successors.indexOf(to) < n) continue;
      if (position[to]! <= position[from]!) isLoopHead[to] = true;
      else forwardPredecessors[to]!++;
    }
  }
  const dominator = dominators(graph, order, position);
  const reducible = isReducible(graph, { dominator, position });
  return { order, position, dominator, isLoopHead, forwardPredecessors, reducible };
}

/** Does each edge that goes back go to a node that is on every way to where it comes from? */
function isReducible(graph: Graph, tree: Pick<Flow, 'dominator' | 'position'>): boolean {
  const { position } = tree;
  for (let from = 0; from < graph.length; from++)
    for (const to of graph[from]!) if (position[to]! <= position[from]! && !dominates(tree, to, from)) return false;
  return true;
}

/** Depth first without recursion: a region may be a long chain. */
function reversePostorder(graph: Graph): readonly number[] {
  const seen = graph.map(() => false);
  const finished: number[] = [];
  /** The way to where it stands, and which successor comes next at each node. */
  const open = [0];
  const next = graph.map(() => 0);
  seen[0] = true;
  while (open.length > 0) {
    const node = open[open.length - 1]!;
    const successor = graph[node]![next[node]!++];
    if (successor === undefined) {
      finished.push(node);
      open.pop();
    } else if (!seen[successor]) {
      seen[successor] = true;
      open.push(successor);
    }
  }
  if (finished.length !== graph.length) throw new Error('not all nodes are reached from the entry');
  return finished.reverse();
}

/** Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001), from each node to its successors. */
function dominators(graph: Graph, order: readonly number[], position: readonly number[]): readonly number[] {
  const unknown = -1;
  const dominator = graph.map(() => unknown);
  dominator[0] = 0;
  const common = (a: number, b: number): number => {
    while (a !== b) {
      while (position[a]! > position[b]!) a = dominator[a]!;
      while (position[b]! > position[a]!) b = dominator[b]!;
    }
    return a;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const from of order) {
      const successors = graph[from]!;
      for (let n = 0; n < successors.length; n++) {
        const to = successors[n]!;
        const known = dominator[to]!;
        const found = known === unknown ? from : common(known, from);
        if (to === 0 || found === known) continue;
        dominator[to] = found;
        changed = true;
      }
    }
  }
  return dominator;
}

/** Is `a` on every way to `b`? */
export function dominates(
  { dominator, position }: Pick<Flow, 'dominator' | 'position'>,
  a: number,
  b: number,
): boolean {
  while (position[b]! > position[a]!) b = dominator[b]!;
  return a === b;
}
