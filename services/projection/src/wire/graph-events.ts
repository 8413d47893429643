import { LayoutCommittedSchema, ModelCommittedSchema } from '@ameide/contracts/events/v1/graph';
import type { RecordedEvent } from '@ameide/event-store';
import { layoutMutationFromWire, semanticMutationFromWire } from '@ameide/graph-model/wire';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { LayoutCommit, SemanticCommit } from '../domain/commit.ts';

/** The events that read models are made from. */
export const PROJECTED_TYPES = ['LayoutCommitted', 'ModelCommitted'] as const;

/** Fields that came to the contract later do not matter here. */
const READ_OPTIONS = { ignoreUnknownFields: true };

/** A recorded event of `PROJECTED_TYPES`. */
export function commitFromWire({ type, data, tenant, metadata }: RecordedEvent): SemanticCommit | LayoutCommit {
  if (type === 'LayoutCommitted') {
    const { artifactId, branch, semanticVersion, changes } = fromJson(
      LayoutCommittedSchema,
      data as JsonValue,
      READ_OPTIONS,
    );
    const layout = changes.map(layoutMutationFromWire);
    return { type: 'layout_committed', tenantId: tenant, artifactId, branch, version: semanticVersion, layout };
  }
  const committed = fromJson(ModelCommittedSchema, data as JsonValue, READ_OPTIONS);
  const { artifactId, branch, version, notation, commitId, authorId, comment, committedAt, changes } = committed;
  return {
    type: 'model_committed',
    tenantId: tenant,
    artifactId,
    branch,
    version,
    notation,
    commitId,
    authorId,
    comment,
    committedAt: committedAt && timestampDate(committedAt),
    correlationId: metadata.correlationId ?? '',
    semantic: changes.map(semanticMutationFromWire),
  };
}
