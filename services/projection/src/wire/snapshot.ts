import type { ProjectionSnapshotSchema } from '@ameide/contracts/projection/v1/projection_service';
import { graphToWire, layoutToWire } from '@ameide/graph-model/wire';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ProjectedModel } from '../domain/model.ts';

export function snapshotToWire({
  version,
  graph,
  layout,
}: ProjectedModel): MessageInitShape<typeof ProjectionSnapshotSchema> {
  return { version, graph: graphToWire(graph), layout: layoutToWire(layout) };
}
