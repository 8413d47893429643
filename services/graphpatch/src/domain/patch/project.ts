import { insertRow, type Projection, updateRow } from '@ameide/event-store/domain';
import type { Operation } from '@ameide/graph-model';
import type { PatchEvent } from './events.ts';
import type { PatchState } from './state.ts';

/** The table `patches`. @param toJson operations as rows hold them */
export const projectPatch = (
  toJson: (operations: readonly Operation[]) => unknown,
): Projection<PatchState, PatchEvent> => ({
  PatchProposed: ({ type: _type, patchId: id, operations, ...proposal }) => [
    insertRow('patches', { id }, { ...proposal, state: 'proposed', operations: toJson(operations) }),
  ],
  PatchApplied: ({ patchId: id, approvedBy, appliedAt, approvedOperationIds, commitId }) => {
    const decided = { decidedBy: approvedBy, decidedAt: appliedAt };
    return [updateRow('patches', { id }, { state: 'applied', ...decided, approvedOperationIds, commitId })];
  },
  PatchRejected: ({ patchId: id, rejectedBy, rejectedAt, reason }) => [
    updateRow('patches', { id }, { state: 'rejected', decidedBy: rejectedBy, decidedAt: rejectedAt, reason }),
  ],
});
