import { encodeChanges, type Payload } from '@ameide/event-store';
import type { CommitDone } from '../commit-in-turn.ts';
import type { FoundModel } from '../models.ts';
import { isRefused, type Refused } from '../refusal.ts';
import { commit } from './commit.ts';
import { compileRevert } from './compile-revert.ts';
import type { OpenModels } from './open-model.ts';
import type { WorkDeps } from './work-deps.ts';

/** A commit that is taken back: the versions that it was made from and made, and the newest. */
export interface RevertWork {
  readonly tenantId: string;
  readonly before: FoundModel;
  readonly after: FoundModel;
  readonly head: FoundModel;
  /** The commits from this one on. */
  readonly steps: readonly Payload[];
  readonly dryRun: boolean;
  readonly commitId: string;
  readonly authorId: string;
  readonly comment: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly committedAt: string;
}

export function revert(deps: WorkDeps, models: OpenModels, work: RevertWork): CommitDone | Refused {
  const [before, after, head] = [work.before, work.after, work.head].map(models.open);
  const versions = { before: before!, after: after!, head: head!, steps: work.steps.map(deps.json.step) };
  const compiled = compileRevert(versions);
  if (isRefused(compiled)) return compiled;
  const { artifactId, branch, version: baseVersion } = versions.head.ref;
  const { version: revertedVersion } = versions.after.ref;
  const answered = { baseVersion, revertedVersion, preview: compiled, diagnostics: compiled.diagnostics };
  if (work.dryRun) return { changes: null, answer: deps.answers.reverted(answered) };
  const { changes, commit: committed } = commit(deps.aggregates, versions.head, {
    commitId: work.commitId,
    artifactId,
    branch,
    notation: versions.head.notation.name,
    name: compiled.name,
    authorId: work.authorId,
    runId: '',
    patchId: '',
    revertedVersion,
    comment: work.comment || `Take back version ${revertedVersion}`,
    summary: compiled.summary,
    changes: compiled.plan.change.semantic,
    layout: compiled.plan.change.layout,
    documentEdits: compiled.edits,
    committedAt: work.committedAt,
    correlationId: work.correlationId,
  });
  const answer = deps.answers.reverted({ ...answered, commit: committed });
  return { changes: encodeChanges(work.tenantId, changes), answer };
}
