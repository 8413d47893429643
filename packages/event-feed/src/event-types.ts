/**
 * What recorded events are called outside, where names are dotted (Kafka, webhooks): by the thing that they are about, not by the service that
 * records them. Every event message of the contract stands here.
 */
export const EVENT_TYPES: Readonly<Record<string, string>> = {
  ArtifactAssociated: 'thread.artifact_associated',
  ArtifactCreated: 'artifact.created',
  ArtifactDeleted: 'artifact.deleted',
  ArtifactDissociated: 'thread.artifact_dissociated',
  ArtifactRenamed: 'artifact.renamed',
  ArtifactRestored: 'artifact.restored',
  BaselineCreated: 'artifact.baseline_created',
  BaselineDeleted: 'artifact.baseline_deleted',
  BaselineRenamed: 'artifact.baseline_renamed',
  ChatCreated: 'thread.created',
  ChatDeleted: 'thread.deleted',
  ChatErased: 'thread.erased',
  ChatMetadataChanged: 'thread.metadata_changed',
  ChatRenamed: 'thread.renamed',
  ChatRestored: 'thread.restored',
  ChatVisibilityChanged: 'thread.visibility_changed',
  LayoutCommitted: 'artifact.layout_committed',
  MessageSent: 'thread.message_sent',
  ModelCommitted: 'artifact.model_committed',
  PatchApplied: 'artifact.patch_applied',
  PatchProposed: 'artifact.patch_proposed',
  PatchRejected: 'artifact.patch_rejected',
  RunCreated: 'run.created',
  RunEnded: 'run.ended',
  RunInterrupted: 'run.interrupted',
  RunResumed: 'run.resumed',
  RunStarted: 'run.started',
};

/** The dotted name of a recorded event. One that the table lacks is named for its context, so that it can be published. */
export function eventType(message: string, context: string): string {
  const snakeCase = message.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
  return EVENT_TYPES[message] ?? `${context}.${snakeCase}`;
}
