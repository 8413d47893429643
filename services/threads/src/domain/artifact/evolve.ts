import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

/** The state after one more event of the artifact's stream. */
export function evolveArtifact(_state: ArtifactState, event: ArtifactEvent): ArtifactState {
  const { type: _type, ...artifact } = event;
  return artifact;
}
