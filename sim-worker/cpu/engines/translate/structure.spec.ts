/** Random flow graphs: walking the nested form visits what walking the graph visits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowOf, type Graph } from './graph';
import { split } from './split';
import { type Form, structure } from './structure';

/** Which successor is taken at the n-th node of a walk. */
type Choices = readonly number[];
const choose = (successors: readonly number[], choice: number): number | undefined =>
  successors.length === 0 ? undefined : successors[choice % successors.length];

function walkGraph(graph: Graph, choices: Choices): readonly number[] {
  const visited: number[] = [];
  let node: number | undefined = 0;
  for (const choice of choices) {
    if (node === undefined) break;
    visited.push(node);
    node = choose(graph[node]!, choice);
  }
  return visited;
}

class OutOfChoices extends Error {}
const leaves = Symbol('leaves');
/** Control goes to this node, or on behind the form. */
type Going = number | typeof leaves | undefined;

/** Runs forms as WebAssembly would: a branch only goes to what is open around it. */
function walkForms(forms: readonly Form[], graph: Graph, next: readonly (number | undefined)[], choices: Choices) {
  const visited: number[] = [];
  const open = new Set<number>();
  const enter = (node: number): Going => {
    const choice = choices[visited.length];
    if (choice === undefined) throw new OutOfChoices();
    visited.push(node);
    const to = choose(graph[node]!, choice);
    if (to === undefined) return leaves;
    if (to === next[node] && !open.has(to)) return undefined;
    expect(open, `${node} goes to ${to}`).toContain(to);
    return to;
  };
  const within = (label: number, body: readonly Form[]): Going => {
    open.add(label);
    const going = all(body);
    open.delete(label);
    expect(going, 'runs out of the end').not.toBe(undefined);
    return going;
  };
  const one = (form: Form): Going => {
    switch (form.kind) {
      case 'node':
        return enter(form.node);
      case 'block': {
        const going = within(form.before, form.body);
        return going === form.before ? undefined : going;
      }
      case 'loop':
        for (;;) {
          const going = within(form.head, form.body);
          if (going !== form.head) return going;
        }
      case 'dispatch': {
        for (const node of form.nodes) open.add(node);
        let at: Going = form.nodes[0]!;
        while (typeof at === 'number') at = enter(at);
        return at;
      }
    }
  };
  const all = (forms: readonly Form[]): Going => {
    let going: Going;
    for (const form of forms) {
      going = one(form);
      if (going !== undefined) return going;
    }
    return going;
  };
  try {
    all(forms);
  } catch (thrown) {
    if (!(thrown instanceof OutOfChoices)) throw thrown;
  }
  return visited;
}

/** Only what is reached from node 0, numbered anew. */
function reachable(edges: readonly (readonly number[])[]): Graph {
  const numbers = new Map([[0, 0]]);
  for (const node of numbers.keys()) for (const to of edges[node]!) if (!numbers.has(to)) numbers.set(to, numbers.size);
  return [...numbers.keys()].map((node) => edges[node]!.map((to) => numbers.get(to)!));
}

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }))
  .map(reachable);

describe('structure', () => {
  it('keeps every walk', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.array(fc.nat(5), { maxLength: 60 }),
        fc.infiniteStream(fc.boolean()),
        (graph, choices, falls) => {
          // Not to itself: the code of an instruction does not lie behind it.
          const next = graph.map((to, node) => (falls.next().value === true && to[0] !== node ? to[0] : undefined));
          const forms = structure(flowOf(graph), next);
          expect(walkForms(forms, graph, next, choices)).toEqual(walkGraph(graph, choices));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('writes an if with two arms and what follows both', () => {
    const flow = flowOf([[1, 2], [3], [3], []]);
    expect(structure(flow, [1, undefined, 3, undefined])).toEqual([
      {
        kind: 'block',
        before: 3,
        body: [
          {
            kind: 'block',
            before: 2,
            body: [
              { kind: 'node', node: 0 },
              { kind: 'node', node: 1 },
            ],
          },
          { kind: 'node', node: 2 },
        ],
      },
      { kind: 'node', node: 3 },
    ]);
  });

  it('dispatches where a loop is entered in two places', () => {
    expect(structure(flowOf([[1, 2], [2], [1]]), [])).toEqual([{ kind: 'dispatch', nodes: [0, 1, 2] }]);
  });
});

describe('split', () => {
  it('keeps every walk, and makes loops with one entry where few copies suffice', () => {
    let [irreducible, mended] = [0, 0];
    fc.assert(
      fc.property(graphs, fc.array(fc.nat(5), { maxLength: 60 }), (graph, choices) => {
        const { graph: copied, originals, flow } = split(graph, 16);
        expect(walkGraph(copied, choices).map((node) => originals[node])).toEqual(walkGraph(graph, choices));
        if (flowOf(graph).reducible) expect(copied).toEqual(graph);
        else {
          irreducible++;
          if (flow.reducible) mended++;
        }
      }),
      { numRuns: 1000, seed: 1 },
    );
    expect(mended / irreducible).toBeGreaterThan(0.5);
  });
});

describe('flow', () => {
  it('knows dominators and loop heads', () => {
    const flow = flowOf([[1], [2, 3], [4], [4], [1, 5], []]);
    expect(flow.dominator).toEqual([0, 0, 1, 1, 1, 4]);
    expect(flow.isLoopHead).toEqual([false, true, false, false, false, false]);
    expect(flow.reducible).toBe(true);
  });
});
