import type { GraphIndex } from './graph-index.ts';
import { equalJson } from './json.ts';
import { normalName } from './normal-name.ts';
import type { Filter, Selector } from './operation.ts';

/** The ids that a selector names, in document order; none when nothing matches. */
export function match(index: GraphIndex, selector: Selector): readonly string[] {
  switch (selector.by) {
    case 'id':
      return index.element(selector.id) === undefined ? [] : [selector.id];
    case 'key':
      return selector.key === '' ? [] : [...index.withKey(selector.key)];
    case 'type':
      return matchType(index, selector.kind, selector.filter);
    case 'neighbour':
      return [...new Set(steps(index, selector).map((step) => step.to))];
    case 'path':
      return matchPath(index, selector.path);
    default:
      return selector satisfies never;
  }
}

/** The edges that a neighbour selector walks, with the nodes that it comes to. */
export function steps(
  index: GraphIndex,
  { of, direction, edgeKind }: Extract<Selector, { by: 'neighbour' }>,
): readonly { readonly edge: string; readonly to: string }[] {
  return match(index, of).flatMap((from) =>
    [...index.edgesAt(from)].flatMap((id) => {
      const edge = index.edges.get(id);
      if (edge === undefined || (edgeKind !== '' && edge.kind !== edgeKind)) return [];
      const ends = [
        ...(edge.source === from && direction !== 'in' ? [edge.target] : []),
        ...(edge.target === from && direction !== 'out' ? [edge.source] : []),
      ];
      return ends.filter((to) => index.nodes.has(to)).map((to) => ({ edge: id, to }));
    }),
  );
}

function matchType(index: GraphIndex, kind: string, filter: Filter): readonly string[] {
  const name = filter.name === undefined ? undefined : normalName(filter.name);
  const part = filter.nameContains === undefined ? undefined : normalName(filter.nameContains);
  const within = filter.within === undefined ? undefined : containers(index, filter.within);
  const properties = Object.entries(filter.properties ?? {});
  const found: string[] = [];
  for (const id of name === undefined ? index.nodes.keys() : index.named(name)) {
    const node = index.nodes.get(id)!;
    if (kind !== '' && node.kind !== kind) continue;
    if (filter.lifecycle !== undefined && node.lifecycle !== filter.lifecycle) continue;
    if (part !== undefined && !normalName(node.name).includes(part)) continue;
    if (properties.some(([key, value]) => !equalJson(node.properties[key] ?? null, value))) continue;
    if (within !== undefined && !index.ancestors(node.id).some((id) => within.has(id))) continue;
    found.push(node.id);
  }
  return found;
}

/** `within` names containers by id, by key or by name. */
function containers(index: GraphIndex, within: string): ReadonlySet<string> {
  if (index.nodes.has(within)) return new Set([within]);
  const keyed = index.withKey(within);
  if (within !== '' && keyed.size > 0) return keyed;
  return new Set(index.named(normalName(within)));
}

/** Whole paths win; otherwise containers may be left out. Containers without a name do not count. */
function matchPath(index: GraphIndex, path: readonly string[]): readonly string[] {
  const names = path.map(normalName);
  const last = names.at(-1);
  if (last === undefined) return [];
  const named = index.named(last);
  const outer = names.slice(0, -1);
  const whole = named.filter((id) => {
    const above = namesAbove(index, id);
    return above.length === outer.length && above.every((name, at) => name === outer[at]);
  });
  return whole.length > 0 ? whole : named.filter((id) => isPartOf(outer, namesAbove(index, id)));
}

function namesAbove(index: GraphIndex, id: string): readonly string[] {
  const names = index.ancestors(id).map((above) => normalName(index.nodes.get(above)?.name ?? ''));
  return names.filter((name) => name !== '').reverse();
}

function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const name of whole) if (name === part[at]) at++;
  return at === part.length;
}
