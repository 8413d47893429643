import type { Operation } from '@ameide/graph-model';
import type { DraftBatch, DraftRow } from '../../drafts/ports.ts';
import type { FoundModel } from '../../models.ts';
import { describePlan, emptyChange, sorted } from '../compile-patch.ts';
import { madeIds, rejectionFor } from '../edit.ts';
import type { OpenModels } from '../open-model.ts';
import type { WorkDeps } from '../work-deps.ts';
import { moveBatches } from './move-batches.ts';
import { placeOf, storedBatch } from './stored-batch.ts';

/** Operations that come to a draft. */
export interface SaveDraftWork {
  readonly tenantId: string;
  /** The version, with as much of the draft as the person has seen. */
  readonly seen: FoundModel;
  /** The same with all of the draft. */
  readonly newest: FoundModel;
  /** What the batches that the person has not seen have changed: JSON of each. */
  readonly between: readonly string[];
  readonly batchId: string;
  readonly operations: readonly Operation[];
  /** The draft as it is with the batch. */
  readonly draft: DraftRow;
}

export type SaveDraftDone =
  | { readonly rejected: Uint8Array }
  | { readonly batch: DraftBatch; readonly answer: Uint8Array };

export function saveDraft(deps: WorkDeps, models: OpenModels, work: SaveDraftWork): SaveDraftDone {
  const { json, answers } = deps;
  const { draft, operations, batchId } = work;
  const reject = (...rejection: Parameters<typeof answers.rejectedDraft>) => ({
    rejected: answers.rejectedDraft(...rejection),
  });
  const to = models.open(work.newest);
  const from = work.between.length === 0 ? to : models.open(work.seen);
  const moved = moveBatches({
    ...{ from, to },
    batches: [{ id: batchId, operations, json: json.operations(operations) }],
    between: work.between.map((changes) => json.changes(changes)),
    mine: new Map(),
    theirs: new Map(),
    side: () => ({ theirVersion: 0, theirAuthorId: draft.personId }),
  });
  if (!moved.ok) {
    const { clashes } = moved;
    const wrong = clashes.map(({ theirs: message, operationIds: [operationId] }) => ({
      ...({ severity: 'error', code: 'sem_rule_violation', message } as const),
      ...(operationId && { operationId }),
    }));
    const isRule = clashes.every(({ field }) => field === 'rule');
    if (isRule) return reject('SaveDraft', { reason: 'sem_rule_violation', diagnostics: wrong });
    const message = 'The draft has been changed elsewhere.';
    const diagnostics = [{ severity: 'error', code: 'version_mismatch', message } as const];
    return reject('SaveDraft', { reason: 'version_mismatch', diagnostics, clashes });
  }
  const [made] = moved.batches;
  const { plan } = made!;
  const diagnostics = sorted([...moved.diagnostics, ...emptyChange(plan)]);
  if (diagnostics[0]?.severity === 'error') return reject('SaveDraft', rejectionFor({ diagnostics }));
  models.keep({ ...work.newest, draft: placeOf(draft) }, moved.end);
  // Whoever draws goes on in a moment.
  deps.later(() => to.notation.readAhead(moved.end.document));
  const answer = answers.savedDraft({
    draft,
    ids: madeIds(operations, plan),
    applied: { ...describePlan(to, plan), documentDiff: '' },
    rebased: work.between.length > 0,
    warnings: diagnostics,
  });
  return { batch: storedBatch(deps, made!, { revision: draft.revision, savedAt: draft.changedAt }), answer };
}
