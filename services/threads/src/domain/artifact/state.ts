/** A thing that people work on. It has a title and a kind here; its content is a model of another service. */
export interface Artifact {
  readonly id: string;
  readonly title: string;
  /** Of the root of its content, from the registry of kinds: `bpmn::collaboration`. */
  readonly kind: string;
  /** Subject of the user who created it. */
  readonly createdBy: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The chat that it was created in. */
  readonly primaryChatId: string | undefined;
  /** Facts by their names, as its creator gave them; not there when there are none. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Undefined in an artifact that is not deleted. */
  readonly deletedAt?: number | undefined;
}

/** Whether there is an artifact that nobody has deleted. */
export function isPresent(state: ArtifactState): state is Artifact {
  return state !== undefined && state.deletedAt === undefined;
}

/** What the artifact decider decides on; undefined before the artifact is created. */
export type ArtifactState = Artifact | undefined;
