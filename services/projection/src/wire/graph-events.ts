import { LayoutCommittedSchema, ModelCommittedSchema } from '@ameide/contracts/events/v1/graph';
import type { LayoutMutation } from '@ameide/graph-model';
import { layoutMutationFromWire, semanticMutationFromWire } from '@ameide/graph-model/wire';
import { readStored } from '@ameide/service-kit/messages';
import type { JsonValue } from '@bufbuild/protobuf';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { SemanticCommit } from '../domain/commit.ts';

/** What a recorded ModelCommitted says. */
export function commitFromJson(json: JsonValue, correlationId: string): SemanticCommit {
  const { version, notation, commitId, authorId, comment, committedAt, changes } = readStored(
    ModelCommittedSchema,
    json as object,
  );
  return {
    ...{ version, notation, commitId, authorId, comment, correlationId },
    committedAt: committedAt && timestampDate(committedAt),
    semantic: changes.map(semanticMutationFromWire),
  };
}

/** What a recorded LayoutCommitted says. */
export function layoutFromCommit(json: JsonValue): readonly LayoutMutation[] {
  return readStored(LayoutCommittedSchema, json as object).changes.map(layoutMutationFromWire);
}
