import { absent, change, type EncodedChanges, encodeChanges } from '@ameide/event-store';
import { updateRow } from '@ameide/event-store/domain';
import type { Operation } from '@ameide/graph-model';
import { decidePatch } from '../../domain/patch/decide.ts';
import { initialState } from '../../domain/patch/state.ts';
import type { FoundModel } from '../models.ts';
import type { PatchRow } from '../patch-ports.ts';
import { compilePatch } from './compile-patch.ts';
import type { OpenModels } from './open-model.ts';
import type { WorkDeps } from './work-deps.ts';

/** Operations that are tried on a version of a model, and proposed when they can be applied. */
export interface ProposeWork extends Pick<PatchRow, 'title' | 'proposedBy' | 'runId'> {
  readonly tenantId: string;
  readonly model: FoundModel;
  readonly operations: readonly Operation[];
  readonly dryRun: boolean;
  readonly patchId: string;
  readonly onBehalfOf: string;
  /** ISO 8601. */
  readonly proposedAt: string;
}

export type ProposeDone =
  /** It was a dry run, or there are errors: the answer. */
  { readonly notStored: Uint8Array } | { readonly changes: EncodedChanges };

export function propose(deps: WorkDeps, models: OpenModels, work: ProposeWork): ProposeDone {
  const { aggregates, json, answers } = deps;
  const { tenantId, operations, dryRun, patchId, title, proposedBy, onBehalfOf, runId, proposedAt } = work;
  const model = models.open(work.model);
  const compiled = compilePatch(model, operations, json.operations(operations));
  const { artifactId, branch, version: baseVersion } = model.ref;
  if (!compiled.ok || dryRun) return { notStored: answers.notProposed(baseVersion, compiled) };
  const proposal = {
    ...{ patchId, artifactId, branch, baseVersion, operations },
    ...{ title: title || (compiled.summary[0] ?? ''), proposedBy, onBehalfOf, runId, proposedAt },
  };
  const decision = decidePatch({ type: 'ProposePatch', ...proposal }, initialState);
  if ('refused' in decision) throw new Error(`a new patch was refused: ${decision.refused.reason}`);
  const [diagnostics, preview] = [json.diagnostics(compiled.diagnostics), json.preview(compiled)];
  const proposed = change(absent(aggregates.patch, patchId), decision.events);
  return {
    changes: encodeChanges(tenantId, [proposed], [updateRow('patches', { id: patchId }, { diagnostics, preview })]),
  };
}
