import { encodeChanges } from '@ameide/event-store';
import { describeChange, diff, joinEdits, type TextEdit } from '@ameide/graph-model';
import type { CommitDone } from '../../commit-in-turn.ts';
import type { DraftBatch, DraftRow } from '../../drafts/ports.ts';
import type { FoundModel } from '../../models.ts';
import { commit } from '../commit.ts';
import { newSchemaErrors, sorted } from '../compile-patch.ts';
import { rejectionFor } from '../edit.ts';
import type { LoadedModel, OpenModels } from '../open-model.ts';
import type { WorkDeps } from '../work-deps.ts';
import { moveBatches } from './move-batches.ts';
import { clashRejection, type Rebasing, rebasing } from './move-draft.ts';
import { batchOf, placeOf } from './stored-batch.ts';

/** A draft that becomes a version. */
export interface SaveSnapshotWork {
  readonly tenantId: string;
  readonly base: FoundModel;
  readonly head: FoundModel;
  readonly draft: DraftRow;
  readonly batches: readonly DraftBatch[];
  readonly over: Rebasing;
  /** The draft when it is saved. */
  readonly emptied: DraftRow;
  readonly commitId: string;
  readonly authorId: string;
  readonly comment: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly committedAt: string;
}

/** Nothing is stored after a rejection; without changes of the model the draft is emptied all the same. */
export type SaveSnapshotDone = CommitDone & { readonly isEmptied: boolean };

export function saveSnapshot(deps: WorkDeps, models: OpenModels, work: SaveSnapshotWork): SaveSnapshotDone {
  const { aggregates, answers } = deps;
  const { draft, emptied } = work;
  const head = models.open(work.head);
  const reject = (rejection: Parameters<typeof answers.rejectedDraft>[1]): SaveSnapshotDone => {
    return { changes: null, answer: answers.rejectedDraft('CreateSnapshot', rejection), isEmptied: false };
  };
  const onHead = drawnOn(deps, models, work, head);
  if ('clashes' in onHead) return reject(clashRejection('CreateSnapshot', onHead.clashes, head.ref.version));
  const { document, edits } = onHead;
  const diagnostics = sorted(newSchemaErrors(head, document));
  if (diagnostics[0]?.severity === 'error') return reject(rejectionFor({ diagnostics }));
  // Read anew: what the version says is what its document says.
  const after = head.notation.read(document);
  if (!after.ok) throw new Error(`the document of a draft cannot be read: ${after.reason}`);
  const change = diff(head, after);
  if (edits.length === 0 || change.semantic.length + change.layout.length === 0) {
    return { changes: null, answer: answers.snapshotUnchanged(head.ref.version, emptied), isEmptied: true };
  }
  const summary = describeChange(change, head.graph, after.graph);
  const { artifactId, branch } = head.ref;
  const { commitId, authorId, comment, committedAt, correlationId } = work;
  const { changes, commit: committed } = commit(aggregates, head, {
    ...{ commitId, artifactId, branch, authorId, committedAt, correlationId, summary },
    notation: head.notation.name,
    name: after.name,
    runId: '',
    patchId: '',
    comment: comment || (summary[0] ?? ''),
    changes: change.semantic,
    layout: change.layout,
    documentEdits: edits,
    draftOperations: draft.operationCount,
  });
  const rebased = head.ref.version !== draft.version;
  const answer = answers.snapshotCreated({ commit: committed, rebased, draft: emptied, warnings: diagnostics });
  return { changes: encodeChanges(work.tenantId, changes), answer, isEmptied: true };
}

/** The document with the draft on the newest version, and the edits that lead there. */
function drawnOn(deps: WorkDeps, models: OpenModels, work: SaveSnapshotWork, head: LoadedModel) {
  const { base, draft } = work;
  if (head.ref.version === draft.version) {
    const { document } = models.open({ ...base, draft: placeOf(draft) });
    return {
      document,
      edits: joined(
        head,
        work.batches.map(({ edits }) => deps.json.textEdits(edits)),
      ),
    };
  }
  const moved = moveBatches({
    ...{ from: models.open(base), to: head },
    batches: work.batches.map((batch) => batchOf(deps, batch)),
    ...rebasing(deps, work.over, base),
  });
  if (!moved.ok) return moved;
  return {
    document: moved.end.document,
    edits: joined(
      head,
      moved.batches.map(({ edits }) => edits),
    ),
  };
}

const joined = ({ document }: LoadedModel, steps: readonly (readonly TextEdit[])[]) =>
  steps.reduce((before, next) => joinEdits(document, before, next), []);
