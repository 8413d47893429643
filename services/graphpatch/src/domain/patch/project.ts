import { insertRow, type Projection, updateRow } from '@ameide/event-store/domain';
import type { Operation } from '@ameide/graph-model';
import type { PatchEvent } from './events.ts';
import type { PatchState } from './state.ts';

/** @param toJson operations as rows hold them */
export function createProjection(
  toJson: (operations: readonly Operation[]) => unknown,
): Projection<PatchState, PatchEvent> {
  return {
    PatchProposed: (event) => [
      insertRow(
        'patches',
        { id: event.patchId },
        {
          artifact_id: event.artifactId,
          branch: event.branch,
          base_version: event.baseVersion,
          state: 'proposed',
          title: event.title,
          operations: toJson(event.operations),
          proposed_by: event.proposedBy,
          on_behalf_of: event.onBehalfOf,
          run_id: event.runId,
          proposed_at: event.proposedAt,
        },
      ),
    ],
    PatchApplied: (event) => [
      updateRow(
        'patches',
        { id: event.patchId },
        {
          state: 'applied',
          decided_by: event.approvedBy,
          decided_at: event.appliedAt,
          approved_operation_ids: event.approvedOperationIds,
          commit_id: event.commitId,
        },
      ),
    ],
    PatchRejected: (event) => [
      updateRow(
        'patches',
        { id: event.patchId },
        { state: 'rejected', decided_by: event.rejectedBy, decided_at: event.rejectedAt, reason: event.reason },
      ),
    ],
  };
}
