import { LayoutCommittedSchema, ModelCommittedSchema } from '@ameide/contracts/events/v1/graph';
import type { RecordedEvent } from '@ameide/event-store';
import { layoutMutationFromWire, semanticMutationFromWire } from '@ameide/graph-model/wire';
import { readStored } from '@ameide/service-kit/messages';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { LayoutCommit, SemanticCommit } from '../domain/commit.ts';

/** The events that read models are made from. */
export const PROJECTED_TYPES = ['LayoutCommitted', 'ModelCommitted'] as const;

/** A recorded event of `PROJECTED_TYPES`. */
export function commitFromWire({ type, data, tenant, metadata }: RecordedEvent): SemanticCommit | LayoutCommit {
  if (type === 'LayoutCommitted') {
    const { artifactId, branch, semanticVersion, changes } = readStored(LayoutCommittedSchema, data);
    const layout = changes.map(layoutMutationFromWire);
    return { type: 'layout_committed', tenantId: tenant, artifactId, branch, version: semanticVersion, layout };
  }
  const { artifactId, branch, version, notation, ...committed } = readStored(ModelCommittedSchema, data);
  const { commitId, authorId, comment, committedAt, changes } = committed;
  const facts = { artifactId, branch, version, notation, commitId, authorId, comment };
  return {
    type: 'model_committed',
    tenantId: tenant,
    ...facts,
    committedAt: committedAt && timestampDate(committedAt),
    correlationId: metadata.correlationId ?? '',
    semantic: changes.map(semanticMutationFromWire),
  };
}
