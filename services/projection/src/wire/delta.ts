import { type ProjectionDelta, ProjectionDeltaSchema } from '@ameide/contracts/projection/v1/projection_service';
import { changeFromWire } from '@ameide/graph-model/wire';
import { create, fromJson, type JsonObject, type JsonValue, toJson } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { StoredDelta } from '../app/ports.ts';
import type { CommitFacts, Delta } from '../domain/commit.ts';

/** The JSON form of the contract, as rows keep it, without the change. */
export function deltaFactsToJson({ version, committedAt, ...facts }: CommitFacts): JsonObject {
  const { commitId, authorId, comment, correlationId } = facts;
  const delta = create(ProjectionDeltaSchema, {
    ...{ commitId, authorId, comment, correlationId },
    fromVersion: version - 1,
    toVersion: version,
    ...(committedAt && { committedAt: timestampFromDate(committedAt) }),
  });
  return toJson(ProjectionDeltaSchema, delta) as JsonObject;
}

/** Fields that a later release has recorded are passed over. */
export function deltaFromJson(json: JsonValue): ProjectionDelta {
  return fromJson(ProjectionDeltaSchema, json, { ignoreUnknownFields: true });
}

/** A delta as its row has it. */
export function deltaFromStored({ json }: StoredDelta): Delta {
  const delta = deltaFromJson(JSON.parse(json) as JsonValue);
  const { toVersion: version, commitId, authorId, comment, committedAt, correlationId, change } = delta;
  const facts = { version, commitId, authorId, comment, correlationId };
  return { ...facts, committedAt: committedAt && timestampDate(committedAt), ...changeFromWire(change!) };
}
