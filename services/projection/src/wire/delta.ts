import { type ProjectionDelta, ProjectionDeltaSchema } from '@ameide/contracts/projection/v1/projection_service';
import { changeFromWire, layoutMutationToWire, semanticMutationToWire } from '@ameide/graph-model/wire';
import { create, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { StoredDelta } from '../app/ports.ts';
import type { Delta } from '../domain/commit.ts';

export function deltaToWire({ version, committedAt, semantic, layout, ...facts }: Delta): ProjectionDelta {
  return create(ProjectionDeltaSchema, {
    ...facts,
    fromVersion: version - 1,
    toVersion: version,
    ...(committedAt && { committedAt: timestampFromDate(committedAt) }),
    change: { semantic: semantic.map(semanticMutationToWire), layout: layout.map(layoutMutationToWire) },
  });
}

/** The JSON form of the contract, as rows keep it. */
export function deltaToJson(delta: Delta): JsonValue {
  return toJson(ProjectionDeltaSchema, deltaToWire(delta));
}

export function deltaFromJson(json: JsonValue): ProjectionDelta {
  return fromJson(ProjectionDeltaSchema, json);
}

/** A delta as its row has it. */
export function deltaFromStored({ json }: StoredDelta): Delta {
  const delta = deltaFromJson(JSON.parse(json) as JsonValue);
  const { toVersion: version, commitId, authorId, comment, committedAt, correlationId, change } = delta;
  const facts = { version, commitId, authorId, comment, correlationId };
  return { ...facts, committedAt: committedAt && timestampDate(committedAt), ...changeFromWire(change!) };
}
