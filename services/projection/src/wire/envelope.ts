import { GetProjectionResponseSchema } from '@ameide/contracts/projection/v1/projection_service';
import { create, toBinary } from '@bufbuild/protobuf';
import type { Analysis } from '../domain/envelope/analysis.ts';
import type { Envelope } from '../domain/envelope/build.ts';
import { shownProperties } from '../domain/envelope/render.ts';

/** An encoded GetProjectionResponse. @param ref names the version that it shows */
export function envelopeAnswer(
  { view, scenarios, hotspots, text, tokenCount, reductions }: Envelope,
  ref: string,
  version: number,
  { notation, analysis: { graph, scores } }: { readonly notation: string; readonly analysis: Analysis },
): Uint8Array {
  const envelope = {
    ref,
    version,
    notation,
    nodes: view.nodes.map((node) => ({
      id: node.id,
      kind: node.kind,
      name: node.name,
      parent: node.parent ?? '',
      score: scores.get(node.id) ?? 0,
      properties: shownProperties(node),
    })),
    edges: view.edges.map(({ id, kind, name, source, target, collapsed }) => ({
      id,
      kind,
      name,
      source,
      target,
      collapsed,
    })),
    scenarios: scenarios.map(({ label, path, weight }) => ({ label, path: [...path], weight })),
    hotspots: hotspots.map(({ id, why }) => ({ id, why: [...why] })),
    text,
    tokenCount,
    reductions: [...reductions],
    totalNodes: graph.nodes.size,
    totalEdges: graph.edges.size,
  };
  return toBinary(GetProjectionResponseSchema, create(GetProjectionResponseSchema, { envelope }));
}
