import type { Artifact } from './state.ts';

/** Makes an artifact under an id that nobody uses yet; the chat, if there is one, exists. */
export interface CreateArtifact extends Omit<Artifact, 'id'> {
  readonly type: 'CreateArtifact';
  readonly artifactId: string;
}

export type ArtifactCommand = CreateArtifact;
