import { absent, type Change, change } from '@ameide/event-store';
import type { LayoutMutation } from '@ameide/graph-model';
import type { ModelCommitted } from '../../domain/model/events.ts';
import type { CommitRecord } from '../model-ports.ts';
import type { Aggregates } from '../ports.ts';
import type { LoadedModel } from './open-model.ts';

export interface CommitRequest
  extends Omit<ModelCommitted, 'draftOperations' | 'revertedVersion' | 'type' | 'version'>,
    Partial<Pick<ModelCommitted, 'draftOperations' | 'revertedVersion'>> {
  readonly layout: readonly LayoutMutation[];
}

/**
 * The next version of a model: the changes that make it, and the commit as it is answered. The layout comes first, so that a
 * reader who meets the ModelCommitted knows the whole commit.
 *
 * @param before null for the first version
 */
export function commit(
  { model, layout: drawing }: Aggregates,
  before: LoadedModel | null,
  { layout, revertedVersion = 0, draftOperations = 0, ...request }: CommitRequest,
): { readonly changes: readonly Change[]; readonly commit: CommitRecord } {
  const { artifactId, branch, commitId } = request;
  const id = `${artifactId}/${branch}`;
  const version = (before?.ref.version ?? 0) + 1;
  const loaded = before
    ? { aggregate: model, id, state: { document: before.document }, version: version - 1 }
    : absent(model, id);
  const committed = change(loaded, [{ type: 'ModelCommitted', version, revertedVersion, draftOperations, ...request }]);
  const drawn = change({ ...absent(drawing, id), version: 'any' }, [
    { type: 'LayoutCommitted', artifactId, branch, semanticVersion: version, commitId, changes: layout },
  ]);
  return {
    changes: layout.length > 0 ? [drawn, committed] : [committed],
    commit: { ...recordOf(version, request), revertedVersion, draftOperations },
  };
}

function recordOf(version: number, request: Omit<CommitRequest, 'layout' | 'revertedVersion'>) {
  const { commitId: id, artifactId, branch, authorId, runId, patchId, comment, summary } = request;
  const { correlationId, committedAt } = request;
  return { id, artifactId, branch, version, authorId, runId, patchId, comment, summary, correlationId, committedAt };
}
