import type { Graph, GraphNode } from '@ameide/graph-model';
import type { Analysis } from './analysis.ts';
import type { Hotspot } from './hotspots.ts';
import { rank } from './rank.ts';
import { isLong, isUnspeakable, renderText, type ShownIds } from './render.ts';
import type { Scenario } from './scenarios.ts';
import { type View, viewOf } from './view.ts';

export interface EnvelopeRequest {
  readonly version: number;
  readonly notation: string;
  readonly intent: 'analyze' | 'modify';
  /** Tokens that the text may take at most. */
  readonly tokenBudget: number;
  readonly focusIds: readonly string[];
  readonly focusKinds: readonly string[];
  readonly maxDepth: number;
}

export interface Envelope {
  readonly view: View;
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

/** Tokens of a text; may answer any number above `limit` as soon as it knows that the text has more. */
export type CountTokens = (text: string, limit: number) => number;

/** What is told beside nodes and edges. */
interface Extras {
  readonly ways: boolean;
  readonly hotspots: boolean;
  readonly ids: ShownIds;
}

/** From everything to the least; each is tried with all nodes, and the last one with as many as fit. */
const extrasFor: Readonly<Record<EnvelopeRequest['intent'], readonly Extras[]>> = {
  analyze: [
    { ways: true, hotspots: true, ids: 'nodes' },
    { ways: true, hotspots: false, ids: 'nodes' },
    { ways: true, hotspots: false, ids: 'short' },
  ],
  modify: [
    { ways: true, hotspots: true, ids: 'all' },
    { ways: false, hotspots: true, ids: 'all' },
    { ways: false, hotspots: false, ids: 'all' },
    { ways: false, hotspots: false, ids: 'nodes' },
  ],
};

/** No line of a node is shorter. */
const LEAST_TOKENS_PER_NODE = 2;

/**
 * Fits a model into a token budget; see `rank` for what comes first. When not everything fits, first go the extras, in the
 * order of `extrasFor`, then as many nodes as must; ways over left-out nodes collapse into one edge. A node is always
 * shown with what contains it.
 */
export function buildEnvelope(analysis: Analysis, request: EnvelopeRequest, countTokens: CountTokens): EnvelopeResult {
  const { graph, flows, places } = analysis;
  const { version, notation, tokenBudget, focusIds, intent } = request;
  const missing = focusIds.filter((id) => !graph.nodes.has(id) && !graph.edges.has(id));
  if (missing.length > 0) return { ok: false, reason: 'focus_not_found', missing };
  const { nodes: ranked, focused } = rank({ graph, ...request }, analysis.scores, analysis.scenarios);
  const longIds = [...places.keys()].some(isLong);

  const shape = (count: number, extras: Extras, limit: number): Envelope => {
    const view = viewOf(graph, flows, withContainers(graph, ranked.slice(0, count)));
    const shown = new Set(view.nodes.map(({ id }) => id));
    const scenarios = extras.ways ? analysis.scenarios.filter(({ path }) => path.every((id) => shown.has(id))) : [];
    const hotspots = extras.hotspots ? analysis.hotspots.filter(({ id }) => shown.has(id)) : [];
    const reductions = [
      ...(shown.size < ranked.length ? [`${ranked.length - shown.size} of ${ranked.length} nodes`] : []),
      ...(scenarios.length < analysis.scenarios.length ? ['ways through the model'] : []),
      ...(hotspots.length < analysis.hotspots.length ? ['what deserves attention'] : []),
      ...(longIds && extras.ids === 'short' ? ['long ids; the intent "modify" shows them'] : []),
      ...(view.nodes.some(({ id }) => isUnspeakable(id)) ? ['ids that are too long for any request'] : []),
    ];
    const ids = extras.ids;
    const text = renderText({ graph, places, version, notation, view, scenarios, hotspots, reductions, focusIds, ids });
    return { view, scenarios, hotspots, reductions, text, tokenCount: countTokens(text, limit) };
  };
  const fits = ({ tokenCount }: Envelope) => tokenCount <= tokenBudget;

  const most = Math.min(ranked.length, Math.floor(tokenBudget / LEAST_TOKENS_PER_NODE));
  if (most === ranked.length) {
    for (const extras of extrasFor[intent]) {
      const envelope = shape(ranked.length, extras, tokenBudget);
      if (fits(envelope)) return { ok: true, envelope };
    }
  }
  const extras = extrasFor[intent].at(-1)!;
  const least = Math.min(Math.max(1, focused), ranked.length);
  let best = shape(least, extras, Number.MAX_SAFE_INTEGER);
  if (!fits(best)) return { ok: false, reason: 'token_budget_too_small', needed: best.tokenCount };
  let [low, high] = [least, most + 1];
  // Some more of very many would not tell the reader more.
  while (high - low > 1 + low / 64) {
    const middle = (low + high) >> 1;
    const envelope = shape(middle, extras, tokenBudget);
    if (fits(envelope)) [low, best] = [middle, envelope];
    else high = middle;
  }
  return { ok: true, envelope: best };
}

/** Nodes with what contains them, their lanes included, in the order of the document, which readers know. */
function withContainers(graph: Graph, nodes: readonly GraphNode[]): GraphNode[] {
  const kept = new Set<string>();
  const found: unknown[] = nodes.map(({ id }) => id);
  for (let id = found.pop(); id !== undefined; id = found.pop()) {
    const node = typeof id === 'string' && !kept.has(id) ? graph.nodes.get(id) : undefined;
    if (!node) continue;
    kept.add(node.id);
    found.push(node.parent, node.properties.lane ?? null);
  }
  return [...graph.nodes.values()].filter(({ id }) => kept.has(id));
}
