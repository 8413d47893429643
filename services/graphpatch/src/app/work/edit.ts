import { encodeChanges } from '@ameide/event-store';
import type { Operation, Plan } from '@ameide/graph-model';
import type { Rejection } from '../answer-ports.ts';
import type { CommitDone } from '../commit-in-turn.ts';
import type { FoundModel } from '../models.ts';
import { isRefused, type Refused } from '../refusal.ts';
import { commit } from './commit.ts';
import { compileOnHead } from './compile-on-head.ts';
import type { CompiledPatch } from './compile-patch.ts';
import type { OpenModels } from './open-model.ts';
import type { WorkDeps } from './work-deps.ts';

/** Operations that a person commits at once. */
export interface EditWork {
  readonly tenantId: string;
  readonly head: FoundModel;
  /** The version that the person has seen. */
  readonly base: FoundModel;
  /** What each commit after the base has changed, as the log has it; none when they are too many. */
  readonly between: readonly string[];
  readonly operations: readonly Operation[];
  readonly commitId: string;
  readonly authorId: string;
  readonly comment: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly committedAt: string;
}

export function edit(deps: WorkDeps, models: OpenModels, work: EditWork): CommitDone | Refused {
  const [head, base] = [models.open(work.head), models.open(work.base)];
  const { artifactId, branch, version } = head.ref;
  const compiled = compileOnHead(deps, { ...work, head, base });
  if (isRefused(compiled) || !compiled.ok) {
    return { changes: null, answer: deps.answers.rejectedCommands(rejectionFor(compiled)) };
  }
  const { changes, commit: committed } = commit(deps.aggregates, head, {
    commitId: work.commitId,
    artifactId,
    branch,
    notation: head.notation.name,
    name: head.name,
    authorId: work.authorId,
    runId: '',
    patchId: '',
    comment: work.comment || (compiled.summary[0] ?? ''),
    summary: compiled.summary,
    changes: compiled.plan.change.semantic,
    layout: compiled.plan.change.layout,
    documentEdits: compiled.edits,
    committedAt: work.committedAt,
    correlationId: work.correlationId,
  });
  const rebased = version !== base.ref.version;
  const ids = madeIds(work.operations, compiled.plan);
  const answer = deps.answers.appliedCommands({ commit: committed, compiled, rebased, ids });
  return { changes: encodeChanges(work.tenantId, changes), answer };
}

export function rejectionFor(compiled: Pick<CompiledPatch, 'diagnostics'> | Refused): Rejection {
  if (isRefused(compiled)) {
    const { message = '', conflict } = compiled.refused;
    const diagnostics = [{ severity: 'error', code: 'version_mismatch', message }] as const;
    return { reason: 'version_mismatch', diagnostics, ...(conflict && { conflict }) };
  }
  const { diagnostics } = compiled;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return {
    reason: errors.every(({ code }) => code.endsWith('_schema')) ? 'xsd_error' : 'sem_rule_violation',
    diagnostics,
  };
}

/** What each operation has added that gave it no id. */
export function madeIds(
  operations: readonly Operation[],
  { operations: planned }: Pick<Plan, 'operations'>,
): ReadonlyMap<string, string> {
  const unnamed = new Set(
    operations
      .filter(
        (operation) =>
          (operation.type === 'add_node' && operation.node.id === '') ||
          (operation.type === 'connect' && operation.edge.id === ''),
      )
      .map(({ id }) => id),
  );
  // A flow that is drawn where one was removed is that one, so what counts is what the plan writes.
  const made = planned.filter(({ id }) => unnamed.has(id)).map(({ id, touches }) => [id, touches.writes[0]!] as const);
  return new Map(made);
}
