/** A step to another one, by their ids. */
export interface Arrow {
  readonly source: string;
  readonly target: string;
}

/**
 * The column of each node, from left to right: behind all that lead to it, but for arrows that go back. The same nodes and
 * arrows in the same order give the same columns.
 */
export function columnsOf(ids: readonly string[], arrows: readonly Arrow[]): ReadonlyMap<string, number> {
  const next = new Map<string, string[]>(ids.map((id) => [id, []]));
  const reached = new Set<string>();
  for (const { source, target } of arrows) {
    if (source === target || !next.has(target)) continue;
    next.get(source)?.push(target);
    reached.add(target);
  }
  const columns = new Map(ids.map((id) => [id, 0]));
  const { order, isBack } = walk([...ids.filter((id) => !reached.has(id)), ...ids], next);
  for (const id of order)
    for (const target of next.get(id)!)
      if (!isBack(id, target)) columns.set(target, Math.max(columns.get(target)!, columns.get(id)! + 1));
  return columns;
}

/** Nodes with those before that lead to them, and which arrows go back on a path that leads there. */
function walk(ids: readonly string[], next: ReadonlyMap<string, readonly string[]>) {
  const left = new Map<string, number>();
  const open = new Set<string>();
  const order: string[] = [];
  const back = new Map<string, Set<string>>();
  for (const first of ids) {
    if (left.has(first)) continue;
    const path = [first];
    open.add(first);
    left.set(first, 0);
    while (path.length > 0) {
      const id = path.at(-1)!;
      const at = left.get(id)!;
      const target = next.get(id)![at];
      left.set(id, at + 1);
      if (target === undefined) {
        path.pop();
        open.delete(id);
        order.push(id);
      } else if (open.has(target)) {
        back.set(id, (back.get(id) ?? new Set()).add(target));
      } else if (!left.has(target)) {
        left.set(target, 0);
        open.add(target);
        path.push(target);
      }
    }
  }
  return {
    order: order.reverse(),
    isBack: (source: string, target: string) => back.get(source)?.has(target) ?? false,
  };
}
