import type { Elements } from '../../data/elements.ts';

/** Lanes first, then what flows, then what stands beside it. */
const LANE = /::(participant|lane)$/;
const STEP = /(task|activity|process|transaction|event|gateway|choreography)$/;

/**
 * Ids of all elements, so that of any two of a container the one comes first that flows come to first. Flows follow the order of what
 * they lead to. Circles begin where they are entered, or with what the document has first.
 */
export function flowOrder(elements: Elements): readonly string[] {
  const next = new Map<string, string[]>();
  const entered = new Set<string>();
  for (const { kind, source, target } of elements.values()) {
    if (!kind.endsWith('::sequence_flow')) continue;
    const from = String(elements.get(source)?.properties.attachedTo ?? source);
    const known = next.get(from);
    if (known === undefined) next.set(from, [target]);
    else known.push(target);
    if (from !== target) entered.add(target);
  }
  const steps = [...elements].filter(([, { kind, source }]) => source === '' && STEP.test(kind)).map(([id]) => id);
  const rank = new Map(
    afterOneAnother([...steps.filter((id) => !entered.has(id)), ...steps], next).map((id, index) => [id, index]),
  );
  const group = ([id, { kind, source, target }]: readonly [
    string,
    { kind: string; source: string; target: string },
  ]) => {
    if (source !== '') return 3 + (rank.get(target) ?? 0) / (rank.size + 1);
    if (LANE.test(kind)) return 0;
    return rank.has(id) ? 1 + rank.get(id)! / (rank.size + 1) : 2;
  };
  return [...elements]
    .map((entry, index) => ({ id: entry[0], order: group(entry), index }))
    .sort((a, b) => a.order - b.order || a.index - b.index)
    .map(({ id }) => id);
}

/** What comes first when everything is walked to its end: the opposite of the order in which the walk leaves it. */
function afterOneAnother(starts: readonly string[], next: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const walks = starts.map((start) => {
    const left: string[] = [];
    const open: { readonly id: string; at: number }[] = [];
    const enter = (id: string) => {
      if (seen.has(id)) return;
      seen.add(id);
      open.push({ id, at: 0 });
    };
    enter(start);
    while (open.length > 0) {
      const here = open.at(-1)!;
      // The last way is walked first, so that the first one comes first in the end.
      const ways = next.get(here.id) ?? [];
      const way = ways[ways.length - 1 - here.at];
      here.at += 1;
      if (way !== undefined) enter(way);
      else left.push(open.pop()!.id);
    }
    return left.reverse();
  });
  return walks.flat();
}
