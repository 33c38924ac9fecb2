/** Names that look like a mistyped one. */

const shownAtMost = 4;

/** At most four, the closest first; short names may differ by one letter, longer ones by two. */
export function closestNames(name: string, names: readonly string[]): readonly string[] {
  const limit = name.length < 4 ? 1 : 2;
  return names
    .map((other) => ({ other, distance: name.length < 32 ? distance(name, other) : name.length }))
    .filter((each) => each.distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, shownAtMost)
    .map(({ other }) => other);
}

/** Letters to insert, remove, replace, or to swap with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : replaced;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced, swapped));
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
