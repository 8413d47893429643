import { insertRow, type Projection, upsertRow } from '@ameide/event-store/domain';
import type { ModelCommitted } from './events.ts';
import type { ModelState } from './state.ts';

/** So many commits at most are read again to make an older version. */
const COMMITS_PER_SNAPSHOT = 50;

export const project: Projection<ModelState, ModelCommitted> = {
  ModelCommitted(event, { document }) {
    const { version, notation, name } = event;
    const model = { artifact_id: event.artifactId, branch: event.branch };
    const commit = {
      id: event.commitId,
      author_id: event.authorId,
      run_id: event.runId,
      patch_id: event.patchId,
      comment: event.comment,
      summary: event.summary,
      correlation_id: event.correlationId,
      committed_at: event.committedAt,
    };
    return [
      upsertRow('models', model, { version, notation, name, document }),
      insertRow('commits', { ...model, version }, commit),
      ...(version % COMMITS_PER_SNAPSHOT === 0
        ? [insertRow('document_snapshots', { ...model, version }, { document })]
        : []),
    ];
  },
};
