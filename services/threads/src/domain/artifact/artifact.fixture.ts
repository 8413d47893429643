import { specification } from '@ameide/event-store/testing/specification';
import { decideArtifact } from './decide.ts';
import type { ArtifactEvent } from './events.ts';
import { evolveArtifact } from './evolve.ts';
import type { ArtifactState } from './state.ts';

/** Says what commands do: `given(created).when(command).thenEvents(…)`. */
export const given = specification({
  initialState: undefined as ArtifactState,
  decide: decideArtifact,
  evolve: evolveArtifact,
});

export const artifactId = 'artifact-1';

export const created = {
  type: 'ArtifactCreated',
  id: artifactId,
  title: 'Order to cash',
  kind: 'bpmn::collaboration',
  createdBy: 'alice',
  createdAt: 1000,
  primaryChatId: undefined,
} satisfies ArtifactEvent;
