import type { DraftBatch, DraftRow } from '../../drafts/ports.ts';
import type { WorkDeps } from '../work-deps.ts';
import type { Batch } from './move-batch.ts';
import type { MovedBatch } from './move-batches.ts';

/** A batch as it is stored. */
export function storedBatch(
  { json }: Pick<WorkDeps, 'json'>,
  { id, operations, plan, edits }: MovedBatch,
  at: Pick<DraftBatch, 'revision' | 'savedAt'>,
): DraftBatch {
  const parts = json.changeJson(plan.change, edits);
  return {
    ...at,
    id,
    operationCount: operations.length,
    operations: JSON.stringify(json.operations(operations)),
    changes: JSON.stringify(parts.changes),
    layout: JSON.stringify(parts.layout),
    edits: JSON.stringify(parts.edits),
  };
}

/** The batch of a row. */
export function batchOf({ json }: Pick<WorkDeps, 'json'>, { id, operations }: DraftBatch): Batch {
  const read = json.operationsOf(operations);
  return { id, operations: read, json: json.operations(read) };
}

/** A draft whose batches are these. */
export function draftWith(draft: DraftRow, batches: readonly Pick<DraftBatch, 'operationCount'>[]): DraftRow {
  const operationCount = batches.reduce((sum, batch) => sum + batch.operationCount, 0);
  return { ...draft, operationCount, batchCount: batches.length };
}

export const placeOf = ({ id, settledRevision, batchCount }: DraftRow) => ({
  id,
  settledRevision,
  batches: batchCount,
});
