import type { Graph, GraphEdge, GraphNode, Json, Properties } from './graph.ts';
import { hostOf } from './graph-index.ts';
import { differingProperties } from './json.ts';
import { kindLabel, labelOf } from './label.ts';
import type { Change, EdgeFields, LayoutMutation, NodeFields, SemanticMutation } from './mutation.ts';

/**
 * A change in lines for people: `+ user task "Check credit" in lane "Sales"`, `- …`, `~ …`. Elements that were removed
 * are called as in `before`, all others as in `after`. What is only drawn elsewhere is counted in one last line.
 */
export function describeChange(change: Change, before: Graph, after: Graph): readonly string[] {
  const call = (id: string, graphs: readonly Graph[]) => {
    const element = graphs.map((graph) => graph.nodes.get(id) ?? graph.edges.get(id)).find((found) => found);
    return element === undefined ? id : labelOf(element);
  };
  const words: Words = { now: (id) => call(id, [after, before]), earlier: (id) => call(id, [before, after]) };
  return [...change.semantic.flatMap((mutation) => lines(mutation, words)), ...drawnElsewhere(change)];
}

interface Words {
  readonly now: (id: string) => string;
  readonly earlier: (id: string) => string;
}

function lines(mutation: SemanticMutation, words: Words): readonly string[] {
  switch (mutation.type) {
    case 'node_added':
      return [`+ ${labelOf(mutation.node)}${whereabouts(mutation.node, words.now)}`];
    case 'node_removed':
      return [`- ${labelOf(mutation.node)}${whereabouts(mutation.node, words.earlier)}`];
    case 'edge_added':
      return [`+ ${labelOf(mutation.edge)} from ${ends(mutation.edge, words.now)}`];
    case 'edge_removed':
      return [`- ${labelOf(mutation.edge)} from ${ends(mutation.edge, words.earlier)}`];
    case 'node_changed':
      return changes(mutation, words).map((text) => `~ ${words.earlier(mutation.id)} ${text}`);
    case 'edge_changed':
      return changes(mutation, words).map((text) => `~ ${words.earlier(mutation.id)} ${text}`);
    default:
      return mutation satisfies never;
  }
}

function changes(
  { before, after }: { readonly before: NodeFields & EdgeFields; readonly after: NodeFields & EdgeFields },
  { now, earlier }: Words,
): readonly string[] {
  const texts: string[] = [];
  if ('kind' in after && after.kind !== undefined)
    texts.push(`is now a ${kindLabel(after.kind)} (was a ${kindLabel('kind' in before ? (before.kind ?? '') : '')})`);
  if (after.name !== undefined) texts.push(after.name === '' ? 'loses its name' : `is now named "${after.name}"`);
  if (after.key !== undefined) texts.push(`has the key "${after.key}" (was "${before.key}")`);
  if (after.parent !== undefined) texts.push(`moves into ${after.parent === null ? 'the model' : now(after.parent)}`);
  if (after.lifecycle !== undefined) texts.push(`is now ${after.lifecycle} (was ${before.lifecycle})`);
  if (after.source !== undefined)
    texts.push(`now leads from ${now(after.source)} (was ${earlier(before.source ?? '')})`);
  if (after.target !== undefined) texts.push(`now leads to ${now(after.target)} (was ${earlier(before.target ?? '')})`);
  if (after.properties !== undefined) texts.push(...propertyChanges(before.properties ?? {}, after.properties));
  return texts;
}

function propertyChanges(before: Properties, after: Properties): readonly string[] {
  return Object.entries(differingProperties(before, after)).map(([key, value]) => {
    if (!Object.hasOwn(after, key)) return `loses ${key} (was ${shown(before[key] ?? null)})`;
    const was = Object.hasOwn(before, key) ? ` (was ${shown(before[key] ?? null)})` : '';
    return `has ${key} ${shown(value)}${was}`;
  });
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function whereabouts(node: GraphNode, call: (id: string) => string): string {
  const host = hostOf(node);
  if (host !== undefined) return ` on ${call(host)}`;
  return node.parent === null ? '' : ` in ${call(node.parent)}`;
}

function ends(edge: GraphEdge, call: (id: string) => string): string {
  return `${call(edge.source)} to ${call(edge.target)}`;
}

function drawnElsewhere(change: Change): readonly string[] {
  const moved = (type: LayoutMutation['type']) =>
    change.layout.filter((mutation) => mutation.type === type && mutation.before !== null && mutation.after !== null)
      .length;
  const counts = [
    counted(moved('bounds_set'), 'element moved'),
    counted(moved('waypoints_set'), 'edge re-routed'),
    counted(change.layout.filter(({ type }) => type === 'label_set').length, 'label moved'),
  ];
  const texts = counts.filter((text) => text !== undefined);
  return texts.length === 0 ? [] : [`~ on the canvas: ${texts.join(', ')}`];
}

function counted(amount: number, what: string): string | undefined {
  if (amount === 0) return undefined;
  const [noun, verb] = what.split(' ');
  return `${amount} ${noun}${amount === 1 ? '' : 's'} ${verb}`;
}
