import { change, encodeChanges, type Payload } from '@ameide/event-store';
import type { Actor } from '../../domain/patch/commands.ts';
import { decidePatch } from '../../domain/patch/decide.ts';
import type { PatchProposed } from '../../domain/patch/events.ts';
import type { CommitDone } from '../commit-in-turn.ts';
import type { FoundModel } from '../models.ts';
import { isRefused, type Refused, refuse, refuseFor } from '../refusal.ts';
import { commit } from './commit.ts';
import { compileOnHead } from './compile-on-head.ts';
import { loadPatch } from './load-patch.ts';
import type { OpenModels } from './open-model.ts';
import type { WorkDeps } from './work-deps.ts';

/** A patch that is applied to the newest version of a model. */
export interface ApplyWork {
  readonly tenantId: string;
  readonly patchId: string;
  readonly history: readonly Payload[];
  readonly head: FoundModel;
  /** The version that the patch was made on. */
  readonly base: FoundModel;
  /** What each commit after the base has changed, as the log has it; none when they are too many. */
  readonly between: readonly string[];
  /** Empty for all. */
  readonly approvedOperationIds: readonly string[];
  readonly commitId: string;
  readonly approvedBy: string;
  readonly by: Actor;
  readonly comment: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly now: string;
}

export function apply(deps: WorkDeps, models: OpenModels, work: ApplyWork): CommitDone | Refused {
  const patch = loadPatch(deps, work.patchId, work.history);
  if (patch.state.status === 'absent') throw new Error(`the patch ${work.patchId} is about nothing`);
  const { proposal } = patch.state;
  const { artifactId, branch, version } = work.head.ref;
  const approved = approvedOperations(proposal, work.approvedOperationIds);
  if (!Array.isArray(approved)) return approved;
  const rebased = version !== proposal.baseVersion;
  const { commitId, approvedBy, by, now } = work;
  const application = { patchId: proposal.patchId, approvedOperationIds: approved, commitId, version: version + 1 };
  const decision = decidePatch(
    { type: 'ApplyPatch', by, ...application, approvedBy, rebased, appliedAt: now },
    patch.state,
  );
  if ('refused' in decision) return decision;
  const [head, base] = [models.open(work.head), models.open(work.base)];
  const { operations } = proposal;
  const compiled = compileOnHead(deps, { head, base, between: work.between, operations, only: new Set(approved) });
  if (isRefused(compiled)) return compiled;
  if (!compiled.ok) return refuseFor('patch_invalid', compiled.diagnostics);
  const { changes, commit: committed } = commit(deps.aggregates, head, {
    commitId,
    artifactId,
    branch,
    notation: head.notation.name,
    name: head.name,
    authorId: approvedBy,
    runId: proposal.runId,
    patchId: proposal.patchId,
    comment: work.comment || proposal.title,
    summary: compiled.summary,
    changes: compiled.plan.change.semantic,
    layout: compiled.plan.change.layout,
    documentEdits: compiled.edits,
    committedAt: now,
    correlationId: work.correlationId,
  });
  return {
    changes: encodeChanges(work.tenantId, [...changes, change(patch, decision.events)]),
    answer: deps.answers.applied({ commit: committed, compiled, rebased }),
  };
}

function approvedOperations(proposal: PatchProposed, asked: readonly string[]): string[] | Refused {
  const all = proposal.operations.map(({ id }) => id);
  if (asked.length === 0) return all;
  const known = new Set(all);
  const unknown = asked.filter((id) => !known.has(id));
  const wanted = new Set(asked);
  if (unknown.length === 0) return all.filter((id) => wanted.has(id));
  const message = `The patch has no operation ${unknown.join(', ')}; it has ${all.join(', ')}.`;
  return refuse('patch_invalid', message, { metadata: { operation_ids: unknown.join(' ') } });
}
