/** Where a table branch (TBB, TBH) may go, read from its table. */
import type { Effect, Node } from '../effects';

/** No compiler writes a longer one without need. */
const longest = 64;

const isAdd = (node: Node): node is Node & { readonly kind: 'op' } => node.kind === 'op' && node.name === 'add';

/**
 * The table lies behind the branch and ends at the latest where the first target lies. What is found is a guess: whoever
 * uses it compares with the real target. `peek`: data of the code.
 */
export function tableTargets(
  effects: readonly Effect[],
  peek: (address: number, bytes: 1 | 2 | 4) => number | undefined,
): readonly number[] {
  const branch = effects.find((effect) => effect.kind === 'branch');
  const load = effects.find((effect) => effect.kind === 'load');
  if (branch?.kind !== 'branch' || branch.why !== 'table' || load?.kind !== 'load') return [];
  if (!isAdd(branch.target) || !isAdd(load.address)) return [];
  const [from] = branch.target.args as [Node];
  const [table] = load.address.args as [Node];
  if (from.kind !== 'const' || table.kind !== 'const') return [];
  const targets = new Set<number>();
  let end = Number.POSITIVE_INFINITY;
  for (let i = 0; i < longest; i++) {
    const at = (table.value >>> 0) + i * load.bytes;
    const entry = at < end ? peek(at, load.bytes) : undefined;
    // A branch to the table itself is padding.
    if (entry === undefined || entry === 0) break;
    const target = ((from.value >>> 0) + 2 * entry) >>> 0;
    targets.add(target);
    end = Math.min(end, target);
  }
  return [...targets];
}
