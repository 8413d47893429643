import {
  type Draft,
  type DraftBatch as DraftBatchMessage,
  DraftBatchSchema,
  type DraftConflict,
  DraftConflictSchema,
  DraftSchema,
} from '@ameide/contracts/editor/v1/draft';
import {
  CommandsRejectedSchema,
  CreateSnapshotResponseSchema,
  DiscardDraftResponseSchema,
  GetDraftResponseSchema,
  RebaseDraftResponseSchema,
  SaveDraftResponseSchema,
  UndoDraftResponseSchema,
  WatchDraftResponseSchema,
} from '@ameide/contracts/editor/v1/model_editor_service';
import { formatRef } from '@ameide/graph-model';
import { changeToWire, diagnosticToWire, operationToWire } from '@ameide/graph-model/wire';
import { conflictToWire } from '@ameide/service-kit/errors';
import { create, toBinary, toJsonString } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type {
  DraftAnswers,
  DraftBatch,
  DraftClash,
  DraftProcedure,
  DraftRow,
  UndoneBatch,
} from '../app/drafts/ports.ts';
import { contractJson, previewToWire } from './contract-json.ts';
import { encode } from './encode.ts';
import { commitToWire } from './patch.ts';
import { rejectionReasonToWire } from './rejection.ts';

const responses = {
  CreateSnapshot: CreateSnapshotResponseSchema,
  RebaseDraft: RebaseDraftResponseSchema,
  SaveDraft: SaveDraftResponseSchema,
  UndoDraft: UndoDraftResponseSchema,
} as const satisfies Record<DraftProcedure, unknown>;

export const draftAnswers: DraftAnswers = {
  savedDraft: ({ draft, ids, applied, rebased, warnings }) =>
    encode(SaveDraftResponseSchema, {
      outcome: {
        case: 'saved',
        value: {
          draft: draftToWire(draft),
          idMap: Object.fromEntries(ids),
          applied: previewToWire(applied),
          rebased,
          warnings: warnings.map(diagnosticToWire),
        },
      },
    }),
  changedDraft(procedure, draft) {
    const value = draftToWire(draft);
    return procedure === 'UndoDraft'
      ? encode(UndoDraftResponseSchema, { outcome: { case: 'undone', value } })
      : encode(RebaseDraftResponseSchema, { outcome: { case: 'moved', value } });
  },
  noDraft: (newestVersion, undone) =>
    encode(GetDraftResponseSchema, { newestVersion, undone: undone.map(undoneToWire) }),
  discardedDraft: (draft) => encode(DiscardDraftResponseSchema, draft ? { draft: draftToWire(draft) } : {}),
  draft: (draft, batches, undone, document, newestVersion) =>
    encode(GetDraftResponseSchema, {
      draft: draftToWire(draft),
      batches: batches.map((batch) => batchToWire(batch, true)),
      undone: undone.map(undoneToWire),
      document,
      newestVersion,
    }),
  draftChanged(draft, afterRevision, batches, format) {
    const value = {
      draft: draftToWire(draft),
      afterRevision,
      batches: batches.map((batch) => batchToWire(batch, false)),
    };
    const message = create(WatchDraftResponseSchema, { event: { case: 'changed', value } });
    return format === 'json'
      ? new TextEncoder().encode(toJsonString(WatchDraftResponseSchema, message))
      : toBinary(WatchDraftResponseSchema, message);
  },
  snapshotCreated: ({ commit, rebased, draft, warnings }) =>
    encode(CreateSnapshotResponseSchema, {
      outcome: {
        case: 'created',
        value: {
          commit: commitToWire(commit),
          rebased,
          draft: draftToWire(draft),
          warnings: warnings.map(diagnosticToWire),
        },
      },
    }),
  snapshotUnchanged: (version, draft) =>
    encode(CreateSnapshotResponseSchema, {
      outcome: { case: 'unchanged', value: { version, draft: draftToWire(draft) } },
    }),
  rejectedDraft(procedure, { reason, diagnostics, conflict, clashes = [] }) {
    const value = create(CommandsRejectedSchema, {
      reason: rejectionReasonToWire(reason),
      diagnostics: diagnostics.map(diagnosticToWire),
      ...(conflict && { conflict: conflictToWire(conflict) }),
      conflicts: clashes.map(clashToWire),
    });
    return encode(responses[procedure], { outcome: { case: 'rejected', value } });
  },
};

function draftToWire(row: DraftRow): Draft {
  const { personId, version, revision, operationCount, batchCount, changedAt } = row;
  return create(DraftSchema, {
    ref: formatRef({ artifactId: row.artifactId, branch: row.branch }),
    ...{ personId, version, revision, operationCount, batchCount },
    changedAt: timestampFromMs(changedAt),
  });
}

function batchToWire(batch: DraftBatch, withOperations: boolean): DraftBatchMessage {
  const { id, revision, operations, savedAt } = batch;
  return create(DraftBatchSchema, {
    ...{ id, revision },
    ...(withOperations && { operations: contractJson.operationsOf(operations).map(operationToWire) }),
    change: changeToWire(contractJson.changeOf(batch)),
    savedAt: timestampFromMs(savedAt),
  });
}

function undoneToWire({ id, operations }: UndoneBatch): DraftBatchMessage {
  return create(DraftBatchSchema, { id, operations: contractJson.operationsOf(operations).map(operationToWire) });
}

function clashToWire({ values, ours: mine, theirs, ...clash }: DraftClash): DraftConflict {
  const { batchId, operationIds, elementId, elementName, elementKind, field } = clash;
  const { theirVersion, theirAuthorId, canKeepMine } = clash;
  return create(DraftConflictSchema, {
    ...{ batchId, elementId, elementName, elementKind, field, mine, theirs, theirVersion, theirAuthorId, canKeepMine },
    operationIds: [...operationIds],
    ...(values && { myValueJson: JSON.stringify(values.ours), theirValueJson: JSON.stringify(values.theirs) }),
  });
}
