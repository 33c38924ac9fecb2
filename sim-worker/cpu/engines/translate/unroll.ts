/** Copies the bodies of small loops: time is tested once for several turns, and what one turn knows is known to the next. */
import { flowOf } from './graph';
import type { Split } from './split';

const mostTurns = 4;
/** Instructions in all turns together. */
const mostSteps = 48;

/** Loops of one node only. `stepsOf`: how many instructions an original node has. */
export function unroll(split: Split, stepsOf: (original: number) => number): Split {
  if (!split.flow.reducible || !split.graph.some((to, node) => to.includes(node))) return split;
  const graph = split.graph.map((to) => [...to]);
  const originals = [...split.originals];
  split.graph.forEach((to, head) => {
    const turns = to.includes(head) ? Math.min(mostTurns, Math.floor(mostSteps / stepsOf(originals[head]!))) : 1;
    let last = head;
    for (let turn = 1; turn < turns; turn++) {
      const copy = graph.length;
      graph.push([...to]);
      originals.push(originals[head]!);
      graph[last] = graph[last]!.map((node) => (node === head ? copy : node));
      last = copy;
    }
  });
  return originals.length === split.originals.length ? split : { graph, originals, flow: flowOf(graph) };
}
