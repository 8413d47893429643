import type { ProjectionEnvelopeSchema } from '@ameide/contracts/projection/v1/projection_service';
import { formatRef, type Ref } from '@ameide/graph-model';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Projection } from '../app/projections.ts';
import type { Envelope } from '../domain/envelope/build.ts';
import { shownProperties } from '../domain/envelope/render.ts';

/** @param asked the ref of the request; the envelope's names the version that it shows */
export function envelopeToWire(
  envelope: Envelope,
  asked: Ref,
  { model, analysis }: Projection,
): MessageInitShape<typeof ProjectionEnvelopeSchema> {
  const { notation, version } = model;
  const { graph, scores } = analysis();
  const { view, scenarios, hotspots, text, tokenCount, reductions } = envelope;
  return {
    ref: formatRef({ ...asked, version }),
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
}
