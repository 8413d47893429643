import { insertRow, type Projection } from '@ameide/event-store/domain';
import type { ArtifactEvent } from './events.ts';
import type { ArtifactState } from './state.ts';

export const projectArtifact: Projection<ArtifactState, ArtifactEvent> = {
  ArtifactCreated: ({ type: _type, id, ...artifact }) => [insertRow('artifacts', { id }, artifact)],
};
