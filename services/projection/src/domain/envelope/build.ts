import type { Graph, GraphNode } from '@ameide/graph-model';
import { type Hotspot, hotspots } from './hotspots.ts';
import { importance } from './importance.ts';
import { renderText } from './render.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { type View, viewOf } from './view.ts';

export interface EnvelopeRequest {
  readonly ref: string;
  readonly notation: string;
  readonly graph: Graph;
  readonly intent: 'analyze' | 'modify';
  /** Tokens that the text may take at most. */
  readonly tokenBudget: number;
  readonly focusIds: readonly string[];
  readonly focusKinds: readonly string[];
  readonly maxDepth: number;
  readonly recentlyChanged: ReadonlySet<string>;
}

export interface Envelope {
  readonly view: View;
  readonly scores: ReadonlyMap<string, number>;
  readonly scenarios: readonly Scenario[];
  readonly hotspots: readonly Hotspot[];
  readonly reductions: readonly string[];
  readonly text: string;
  readonly tokenCount: number;
}

export type EnvelopeResult =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly reason: 'focus_not_found'; readonly missing: readonly string[] }
  | { readonly ok: false; readonly reason: 'token_budget_too_small'; readonly needed: number };

/**
 * Fits a model into a token budget. What is shown first: the focus and its surroundings, then the kinds asked for, then
 * the rest by importance. When not everything fits, first go the extras (hotspots and ways through for a change, hotspots
 * for an analysis), then as many nodes as must, the least important first; ways over left-out nodes collapse into one edge.
 */
export function buildEnvelope(request: EnvelopeRequest, countTokens: (text: string) => number): EnvelopeResult {
  const { graph, tokenBudget, intent } = request;
  const missing = request.focusIds.filter((id) => !graph.nodes.has(id) && !graph.edges.has(id));
  if (missing.length > 0) return { ok: false, reason: 'focus_not_found', missing };
  const scores = importance(graph);
  const ranked = rank(request, scores);
  const allScenarios = scenarios(graph);
  const allHotspots = hotspots(graph, request.recentlyChanged);

  const shape = (count: number, withScenarios: boolean, withHotspots: boolean): Envelope => {
    const kept = ranked.slice(0, count);
    const view = viewOf(graph, inOrder(graph, kept));
    const shown = new Set(kept.map(({ id }) => id));
    const kind = {
      scenarios: withScenarios ? allScenarios.filter(({ path }) => path.every((id) => shown.has(id))) : [],
      hotspots: withHotspots ? allHotspots.filter(({ id }) => shown.has(id)) : [],
    };
    const reductions = [
      ...(count < ranked.length ? [`${ranked.length - count} of ${ranked.length} nodes`] : []),
      ...(withScenarios || allScenarios.length === 0 ? [] : ['ways through the model']),
      ...(withHotspots || allHotspots.length === 0 ? [] : ['what deserves attention']),
    ];
    const text = renderText({ ref: request.ref, notation: request.notation, view, ...kind, reductions });
    return { view, scores, ...kind, reductions, text, tokenCount: countTokens(text) };
  };
  const fits = ({ tokenCount }: Envelope) => tokenCount <= tokenBudget;

  const extras: readonly [boolean, boolean][] =
    intent === 'modify'
      ? [
          [true, true],
          [false, true],
          [false, false],
        ]
      : [
          [true, true],
          [true, false],
          [false, false],
        ];
  for (const [withScenarios, withHotspots] of extras) {
    const envelope = shape(ranked.length, withScenarios, withHotspots);
    if (fits(envelope)) return { ok: true, envelope };
  }
  const least = Math.max(1, request.focusIds.length);
  let best = shape(Math.min(least, ranked.length), false, false);
  if (!fits(best)) return { ok: false, reason: 'token_budget_too_small', needed: best.tokenCount };
  let [low, high] = [least, ranked.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    const envelope = shape(middle, false, false);
    if (fits(envelope)) [low, best] = [middle, envelope];
    else high = middle;
  }
  return { ok: true, envelope: best };
}

/** All nodes, the ones to be kept first. */
function rank({ graph, focusIds, focusKinds, maxDepth }: EnvelopeRequest, scores: ReadonlyMap<string, number>) {
  const distance = distances(graph, focusIds, maxDepth);
  const kinds = new Set(focusKinds);
  const order = ({ id, kind }: GraphNode): readonly number[] => [
    distance.get(id) ?? Number.MAX_SAFE_INTEGER,
    kinds.has(kind) ? 0 : 1,
    -scores.get(id)!,
  ];
  return [...graph.nodes.values()]
    .map((node) => ({ node, order: order(node) }))
    .toSorted((a, b) => compare(a.order, b.order))
    .map(({ node }) => node);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** Hops from the focus over edges and containment, up to a depth. */
function distances(graph: Graph, focusIds: readonly string[], maxDepth: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (focusIds.length === 0) return found;
  const neighbours = new Map<string, string[]>();
  const connect = (a: string, b: string) => {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  };
  for (const { source, target } of graph.edges.values()) connect(source, target);
  for (const { id, parent } of graph.nodes.values()) if (parent) connect(id, parent);
  let border = focusIds.flatMap((id) => {
    const edge = graph.edges.get(id);
    return edge ? [edge.source, edge.target] : [id];
  });
  for (let depth = 0; depth <= maxDepth && border.length > 0; depth++) {
    border = border.filter((id) => !found.has(id));
    for (const id of border) found.set(id, depth);
    border = border.flatMap((id) => neighbours.get(id) ?? []);
  }
  return found;
}

/** Kept nodes in the order of the document, which readers know. */
function inOrder(graph: Graph, kept: readonly GraphNode[]): GraphNode[] {
  const ids = new Set(kept.map(({ id }) => id));
  return [...graph.nodes.values()].filter(({ id }) => ids.has(id));
}
