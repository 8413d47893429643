import { LayoutCommittedSchema } from '@ameide/contracts/events/v1/graph';
import { type ProjectionDelta, ProjectionDeltaSchema } from '@ameide/contracts/projection/v1/projection_service';
import type { LayoutMutation } from '@ameide/graph-model';
import {
  changeFromWire,
  layoutMutationFromWire,
  layoutMutationToWire,
  semanticMutationToWire,
} from '@ameide/graph-model/wire';
import { create, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
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

export function deltaFromJson(json: JsonValue): Delta {
  const delta = fromJson(ProjectionDeltaSchema, json);
  const { toVersion: version, commitId, authorId, comment, committedAt, correlationId, change } = delta;
  const facts = { version, commitId, authorId, comment, correlationId };
  return { ...facts, committedAt: committedAt && timestampDate(committedAt), ...changeFromWire(change!) };
}

/** The JSON form of the contract's event, as rows keep it until its commit comes. */
export function mutationsToJson(layout: readonly LayoutMutation[]): JsonValue {
  return toJson(LayoutCommittedSchema, create(LayoutCommittedSchema, { changes: layout.map(layoutMutationToWire) }));
}

export function mutationsFromJson(json: JsonValue): readonly LayoutMutation[] {
  return fromJson(LayoutCommittedSchema, json, { ignoreUnknownFields: true }).changes.map(layoutMutationFromWire);
}
