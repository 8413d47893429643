import type { GraphNode } from '@ameide/graph-model';
import type { Hotspot } from './hotspots.ts';
import type { Scenario } from './scenarios.ts';
import type { View } from './view.ts';

export interface Rendering {
  readonly ref: string;
  readonly notation: string;
  readonly view: View;
  readonly scenarios: readonly Scenario[];
  readonly hotspots: readonly Hotspot[];
  readonly reductions: readonly string[];
}

/**
 * The compact text of a projection: one line a node (`id kind "name" in parent lane=…`), one a way (`source -> target
 * "name"`), kinds without their namespace. Names are JSON strings, so that any of them can be read back.
 */
export function renderText({ ref, notation, view, scenarios, hotspots, reductions }: Rendering): string {
  const lines = [`${notation} model ${ref}`, '# nodes: id kind "name" [in parent] [attribute=value]'];
  for (const node of view.nodes) lines.push(nodeLine(node));
  lines.push('# edges: source -> target [kind unless sequence_flow] ["name"] [+n collapsed]');
  for (const { source, target, kind, name, collapsed } of view.edges) {
    const label = [shortKind(kind) === 'sequence_flow' ? '' : shortKind(kind), name && JSON.stringify(name)];
    lines.push([`${source} -> ${target}`, ...label, collapsed > 0 ? `+${collapsed}` : ''].filter(Boolean).join(' '));
  }
  if (scenarios.length > 0) lines.push('# ways through: share: path');
  for (const { weight, path } of scenarios) lines.push(`${weight}: ${path.join(' > ')}`);
  if (hotspots.length > 0) lines.push('# worth attention');
  for (const { id, why } of hotspots) lines.push(`${id}: ${why.join(', ')}`);
  if (reductions.length > 0) lines.push('# left out to fit');
  lines.push(...reductions);
  return lines.join('\n');
}

/** The short textual attributes that a reader needs to place and tell nodes. */
export function shownProperties({ properties }: GraphNode): Record<string, string> {
  const shown = Object.entries(properties).filter(([, value]) => typeof value === 'string' && value.length <= 80);
  return Object.fromEntries(shown) as Record<string, string>;
}

function nodeLine(node: GraphNode): string {
  const attributes = Object.entries(shownProperties(node)).map(
    ([name, value]) => `${name}=${/\s/.test(value) ? JSON.stringify(value) : value}`,
  );
  const parent = node.parent ? `in ${node.parent}` : '';
  return [node.id, shortKind(node.kind), node.name && JSON.stringify(node.name), parent, ...attributes]
    .filter(Boolean)
    .join(' ');
}

const shortKind = (kind: string) => kind.slice(kind.indexOf('::') + 2);
