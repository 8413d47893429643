/** A thing that people work on. It has a title and a kind here; its content is a model of another service. */
export interface Artifact {
  readonly id: string;
  readonly title: string;
  /** The notation of its content, such as `bpmn`. */
  readonly kind: string;
  /** Subject of the user who created it. */
  readonly createdBy: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The chat that it was created in. */
  readonly primaryChatId: string | undefined;
}

/** What the artifact decider decides on; undefined before the artifact is created. */
export type ArtifactState = Artifact | undefined;
