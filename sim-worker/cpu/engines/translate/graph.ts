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
  /** Predecessors by edges that go forward. */
  readonly forwardPredecessors: readonly (readonly number[])[];
  /** Every loop is entered at its head only. */
  readonly reducible: boolean;
};

export function flowOf(graph: Graph): Flow {
  const order = reversePostorder(graph);
  const position: number[] = [];
  order.forEach((node, i) => {
    position[node] = i;
  });
  const goesBack = (from: number, to: number): boolean => position[to]! <= position[from]!;
  const predecessors = graph.map((): number[] => []);
  const forwardPredecessors = graph.map((): number[] => []);
  const isLoopHead = graph.map(() => false);
  graph.forEach((successors, from) => {
    for (const to of new Set(successors)) {
      predecessors[to]!.push(from);
      if (goesBack(from, to)) isLoopHead[to] = true;
      else forwardPredecessors[to]!.push(from);
    }
  });
  const dominator = dominators(order, position, predecessors);
  const reducible = graph.every((successors, from) =>
    successors.every((to) => !goesBack(from, to) || dominates({ dominator, position }, to, from)),
  );
  return { order, position, dominator, isLoopHead, forwardPredecessors, reducible };
}

/** Depth first without recursion: a region may be a long chain. */
function reversePostorder(graph: Graph): readonly number[] {
  const seen = graph.map(() => false);
  const finished: number[] = [];
  const open: { readonly node: number; next: number }[] = [{ node: 0, next: 0 }];
  seen[0] = true;
  while (open.length > 0) {
    const top = open.at(-1)!;
    const successor = graph[top.node]![top.next++];
    if (successor === undefined) {
      finished.push(top.node);
      open.pop();
    } else if (!seen[successor]) {
      seen[successor] = true;
      open.push({ node: successor, next: 0 });
    }
  }
  if (finished.length !== graph.length) throw new Error('not all nodes are reached from the entry');
  return finished.reverse();
}

/** Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001). */
function dominators(
  order: readonly number[],
  position: readonly number[],
  predecessors: readonly (readonly number[])[],
): readonly number[] {
  const dominator: (number | undefined)[] = order.map(() => undefined);
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
    for (const node of order.slice(1)) {
      const known = predecessors[node]!.filter((from) => dominator[from] !== undefined);
      const found = known.reduce(common);
      if (dominator[node] === found) continue;
      dominator[node] = found;
      changed = true;
    }
  }
  return dominator as number[];
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
