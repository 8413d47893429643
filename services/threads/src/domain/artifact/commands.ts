import type { Artifact } from './state.ts';

/** Makes an artifact under an id that nobody uses yet; the chat, if there is one, exists. */
export type CreateArtifact = { readonly type: 'CreateArtifact' } & Artifact;

export type ArtifactCommand = CreateArtifact;
