import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

/** The state after one more event of the artifact's stream. */
export function evolveArtifact(state: ArtifactState, event: ArtifactEvent): ArtifactState {
  if (event.type === 'ArtifactCreated') {
    const { type: _type, ...artifact } = event;
    return artifact;
  }
  if (!state) return undefined;
  switch (event.type) {
    case 'ArtifactRenamed':
      return { ...state, title: event.title };
    case 'ArtifactDeleted':
      return { ...state, deletedAt: event.deletedAt };
    case 'ArtifactRestored':
      return { ...state, deletedAt: undefined };
  }
}
