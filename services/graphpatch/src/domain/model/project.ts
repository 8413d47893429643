import { insertRow, type Projection, upsertRow } from '@ameide/event-store/domain';
import type { ModelCommitted } from './events.ts';
import type { ModelState } from './state.ts';

/** So many commits at most are read again to make an older version. */
const COMMITS_PER_SNAPSHOT = 50;

export const project: Projection<ModelState, ModelCommitted> = {
  ModelCommitted(event, { document }) {
    const { artifactId, branch, version, notation, name, commitId: id } = event;
    const { authorId, runId, patchId, comment, summary, correlationId, committedAt, revertedVersion } = event;
    const { draftOperations } = event;
    const model = { artifactId, branch };
    const made = { id, authorId, runId, patchId, comment, summary, correlationId, committedAt };
    const commit = { ...made, revertedVersion, draftOperations };
    return [
      upsertRow('models', model, { version, notation, name, document }),
      insertRow('commits', { ...model, version }, commit),
      ...(version % COMMITS_PER_SNAPSHOT === 0
        ? [insertRow('document_snapshots', { ...model, version }, { document })]
        : []),
    ];
  },
};
