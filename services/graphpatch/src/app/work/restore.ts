import { encodeChanges } from '@ameide/event-store';
import { describeChange, diff } from '@ameide/graph-model';
import type { CommitDone } from '../commit-in-turn.ts';
import type { FoundModel } from '../models.ts';
import { type Refused, refuse } from '../refusal.ts';
import { commit } from './commit.ts';
import { documentDiff, type PreviewFacts } from './compile-patch.ts';
import { lineEdits } from './line-edits.ts';
import type { OpenModels } from './open-model.ts';
import type { WorkDeps } from './work-deps.ts';

/** A version whose content becomes that of the next one. */
export interface RestoreWork {
  readonly tenantId: string;
  readonly restored: FoundModel;
  readonly head: FoundModel;
  readonly dryRun: boolean;
  readonly commitId: string;
  readonly authorId: string;
  readonly comment: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly committedAt: string;
}

/** Lines that a commit keeps of what it has changed. */
const KEPT_LINES = 100;

export function restore(deps: WorkDeps, models: OpenModels, work: RestoreWork): CommitDone | Refused {
  const [restored, head] = [models.open(work.restored), models.open(work.head)];
  if (restored.document === head.document) return refuse('version_current');
  const change = diff(head, restored);
  const preview: PreviewFacts = {
    plan: { change, operations: [] },
    summary: describeChange(change, head.graph, restored.graph),
    editorCommands: head.notation.editorCommands(restored, change),
    documentDiff: documentDiff(head.document, restored.document),
  };
  const { artifactId, branch, version: baseVersion } = head.ref;
  const { version: restoredVersion } = restored.ref;
  // What the schema has against it has been there before.
  const diagnostics = restored.schemaErrors().map((found) => ({ ...found, severity: 'warning' as const }));
  const answered = { baseVersion, restoredVersion, preview, diagnostics };
  if (work.dryRun) return { changes: null, answer: deps.answers.restored(answered) };
  const { changes, commit: committed } = commit(deps.aggregates, head, {
    commitId: work.commitId,
    artifactId,
    branch,
    notation: head.notation.name,
    name: restored.name,
    authorId: work.authorId,
    runId: '',
    patchId: '',
    comment: work.comment || `Restore version ${restoredVersion}`,
    summary: preview.summary.slice(0, KEPT_LINES),
    changes: change.semantic,
    layout: change.layout,
    documentEdits: lineEdits(head.document, restored.document),
    committedAt: work.committedAt,
    correlationId: work.correlationId,
  });
  const answer = deps.answers.restored({ ...answered, commit: committed });
  return { changes: encodeChanges(work.tenantId, changes), answer };
}
