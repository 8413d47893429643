import type { RunCommand } from '@ameide/event-store';
import type { ObjectStore } from '@ameide/object-store';
import type { CreateUploads, DetectType } from './attachments/ports.ts';
import type { AgentForKind } from './ensure-chat-for-artifact-and-send-message.ts';
import type { AppliedRuns } from './mark-modified.ts';
import type { ReadKnown, UpdateDeps } from './ports.ts';

/** What the RPCs are made with. */
export interface ThreadsDeps extends UpdateDeps {
  readonly run: RunCommand;
  readonly readKnown: ReadKnown;
  /** Aborted when streams shall end, since the service stops. */
  readonly stopping: AbortSignal;
  readonly uploads: CreateUploads;
  readonly appliedRuns: AppliedRuns;
  /** How long after its deletion a chat of a tenant can be had back, before it is erased. */
  readonly retentionMs: (tenantId: string) => number;
  /** Where the content of attachments is. */
  readonly objects: ObjectStore;
  readonly detectType: DetectType;
  /** A UUID that nobody has used. */
  readonly newId: () => string;
  /** A UUID that nobody can guess. */
  readonly newUploadId: () => string;
  /** Answers in chats that are about nothing yet. */
  readonly defaultAgent: string;
  readonly agentForKind: AgentForKind;
}
