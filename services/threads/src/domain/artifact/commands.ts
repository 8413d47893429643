import type { Artifact } from './state.ts';

/** Makes an artifact under an id that nobody uses yet; the chat, if there is one, exists. */
export interface CreateArtifact extends Omit<Artifact, 'id' | 'deletedAt'> {
  readonly type: 'CreateArtifact';
  readonly artifactId: string;
}

/** Who asks to change which artifact, and when (milliseconds since 1970). */
interface Asked {
  readonly artifactId: string;
  readonly userId: string;
  readonly at: number;
}

/** Gives an artifact another title. */
export interface RenameArtifact extends Asked {
  readonly type: 'RenameArtifact';
  readonly title: string;
}

/** Hides an artifact from everybody. */
export interface DeleteArtifact extends Asked {
  readonly type: 'DeleteArtifact';
}

/** Brings a deleted artifact back. */
export interface UndeleteArtifact extends Asked {
  readonly type: 'UndeleteArtifact';
}

export type ChangeArtifact = RenameArtifact | DeleteArtifact | UndeleteArtifact;
export type ArtifactCommand = CreateArtifact | ChangeArtifact;
