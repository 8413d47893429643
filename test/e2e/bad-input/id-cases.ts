import { ChatVisibility } from '@ameide/contracts/threads/v1/chat';
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { Refusal } from '../refusal.ts';
import { type Belongings, confidential, rename } from './world.ts';

/** How an RPC is called with an id that is not the caller's, and how it must answer. */
export interface IdCase {
  /** A request that would be answered, if it were not for what it takes from `others`. */
  request(others: Belongings, own: Belongings): object;
  /** A refusal, or the empty answer of a list that is filtered by the id. */
  readonly expected: Refusal | object;
}

const notFound = (what: string): Refusal => ({ code: 'not_found', reason: `${what}_not_found` });
const roleRequired: Refusal = { code: 'permission_denied', reason: 'role_required' };
const internalOnly: Refusal = { code: 'permission_denied', reason: 'internal_only' };

const tokenInvalid: Refusal = { code: 'invalid_argument', reason: 'resume_token_invalid' };

const message = () => ({ parts: [{ kind: { case: 'text', value: { text: 'Hello' } } }] });
const idempotencyKey = () => crypto.randomUUID();
const operations = [rename('Not yours')];

const byThread = { request: ({ threadId }: Belongings) => ({ threadId }), expected: notFound('thread') };
const byArtifact = { request: ({ artifactId }: Belongings) => ({ artifactId }), expected: notFound('artifact') };
const byPatch = { request: ({ patchId }: Belongings) => ({ patchId }), expected: notFound('patch') };
const byRef = { request: ({ ref }: Belongings) => ({ ref }), expected: notFound('model') };
const byRun = { request: ({ runId }: Belongings) => ({ runId }), expected: notFound('run') };

const byUpload = {
  request: ({ attachmentId }: Belongings) => ({ uploadId: attachmentId }),
  expected: notFound('upload'),
};
const byAttachment = {
  request: ({ attachmentId }: Belongings) => ({ attachmentId }),
  expected: notFound('attachment'),
};

/** By service, RPC and the field that holds the id. */
export const idCases: Readonly<Record<string, IdCase>> = {
  'ArtifactCommandService.CreateArtifact.primary_thread_id': {
    request: ({ threadId }) => ({
      title: 'X',
      kind: 'bpmn::collaboration',
      primaryThreadId: threadId,
      idempotencyKey: idempotencyKey(),
    }),
    expected: notFound('thread'),
  },
  'ArtifactCommandService.DeleteArtifact.artifact_id': byArtifact,
  'ArtifactCommandService.RenameArtifact.artifact_id': {
    request: ({ artifactId }) => ({ artifactId, title: 'Not yours' }),
    expected: notFound('artifact'),
  },
  'ArtifactCommandService.UndeleteArtifact.artifact_id': byArtifact,
  'ArtifactQueryService.GetArtifact.artifact_id': byArtifact,
  'ArtifactQueryService.GetArtifactChats.artifact_id': byArtifact,
  'ArtifactQueryService.ListArtifactEvents.artifact_id': byArtifact,
  'ArtifactQueryService.ListArtifacts.artifact_ids': {
    request: ({ artifactId }) => ({ artifactIds: [artifactId] }),
    expected: { artifacts: [], nextPageToken: '' },
  },
  'ArtifactQueryService.StreamArtifactUpdates.artifact_id': byArtifact,
  'AttachmentService.UploadChunk.upload_id': {
    request: ({ attachmentId }) => ({
      uploadId: attachmentId,
      offset: 0,
      data: new TextEncoder().encode(confidential),
    }),
    expected: notFound('upload'),
  },
  'AttachmentService.GetUpload.upload_id': byUpload,
  // Nothing is removed, and nothing is said about whether there was something.
  'AttachmentService.CancelUpload.upload_id': { ...byUpload, expected: {} },
  'AttachmentService.GetAttachment.attachment_id': byAttachment,
  'AttachmentService.ReadAttachment.attachment_id': byAttachment,
  'ArtifactQueryService.StreamArtifactUpdates.resume_token': {
    request: ({ resumeToken }, { artifactId }) => ({ artifactId, resumeToken }),
    expected: tokenInvalid,
  },
  'AgentRuntimeService.ExecuteRun.run_id': {
    request: ({ runId }) => ({
      runId,
      agent: { id: 'chat', model: 'offline', maxSteps: 1 },
      messages: [{ id: runId, ...message() }],
    }),
    expected: internalOnly,
  },
  'AgentRuntimeService.ExecuteRun.artifact_id': {
    request: ({ artifactId }, { runId }) => ({
      runId,
      agent: { id: 'chat', model: 'offline', maxSteps: 1 },
      messages: [{ id: runId, ...message() }],
      artifactId,
    }),
    expected: internalOnly,
  },
  'ChatCommandService.EnsureChatForArtifactAndSendMessage.artifact_id': {
    request: ({ artifactId }) => ({ artifactId, message: message(), idempotencyKey: idempotencyKey() }),
    expected: notFound('artifact'),
  },
  'ChatCommandService.EnsureChatForArtifactAndSendMessage.thread_id': {
    request: ({ threadId }, { artifactId }) => ({
      artifactId,
      threadId,
      message: message(),
      idempotencyKey: idempotencyKey(),
    }),
    expected: notFound('thread'),
  },
  'ChatCommandService.SendMessage.thread_id': {
    request: ({ threadId }) => ({ threadId, message: message(), idempotencyKey: idempotencyKey() }),
    expected: notFound('thread'),
  },
  'ChatCommandService.SendMessage.artifact_id': {
    request: ({ artifactId }, { threadId }) => ({
      threadId,
      artifactId,
      message: message(),
      idempotencyKey: idempotencyKey(),
    }),
    expected: notFound('artifact'),
  },
  'ChatCommandService.AssociateArtifact.thread_id': {
    request: ({ threadId }, { artifactId }) => ({ threadId, artifactId }),
    expected: notFound('thread'),
  },
  'ChatCommandService.AssociateArtifact.artifact_id': {
    request: ({ artifactId }, { threadId }) => ({ threadId, artifactId }),
    expected: notFound('artifact'),
  },
  'ChatCommandService.DeleteChat.thread_id': byThread,
  'ChatCommandService.DissociateArtifact.thread_id': {
    request: ({ threadId }, { artifactId }) => ({ threadId, artifactId }),
    expected: notFound('thread'),
  },
  // What is not related cannot be unrelated, whoever's it is.
  'ChatCommandService.DissociateArtifact.artifact_id': {
    request: ({ artifactId }, { threadId }) => ({ threadId, artifactId }),
    expected: {},
  },
  'ChatCommandService.RecordAssistantMessage.thread_id': {
    request: ({ threadId }, { runId }) => ({ threadId, runId, agentId: 'chat', ...message() }),
    expected: internalOnly,
  },
  'ChatCommandService.RecordAssistantMessage.run_id': {
    request: ({ runId }, { threadId }) => ({ threadId, runId, agentId: 'chat', ...message() }),
    expected: internalOnly,
  },
  'ChatCommandService.RecordAssistantMessage.artifact_id': {
    request: ({ artifactId }, { threadId, runId }) => ({ threadId, runId, agentId: 'chat', artifactId, ...message() }),
    expected: internalOnly,
  },
  'ChatCommandService.UndeleteChat.thread_id': byThread,
  'ChatCommandService.CreateChat.artifact_id': {
    request: ({ artifactId }) => ({ artifactId, idempotencyKey: idempotencyKey() }),
    expected: notFound('artifact'),
  },
  'ChatCommandService.UpdateChatMetadata.thread_id': {
    request: ({ threadId }) => ({ threadId, metadata: { tags: ['not yours'] } }),
    expected: notFound('thread'),
  },
  'ChatCommandService.UpdateChatTitle.thread_id': {
    request: ({ threadId }) => ({ threadId, title: 'Not yours' }),
    expected: notFound('thread'),
  },
  'ChatCommandService.UpdateVisibility.thread_id': {
    request: ({ threadId }) => ({ threadId, visibility: ChatVisibility.TEAM }),
    expected: notFound('thread'),
  },
  'ChatQueryService.GetChat.thread_id': byThread,
  'ChatQueryService.StreamChatUpdates.thread_id': byThread,
  'ChatQueryService.StreamChatUpdates.resume_token': {
    request: ({ resumeToken }, { threadId }) => ({ threadId, resumeToken }),
    expected: tokenInvalid,
  },
  'ChatQueryService.GetMessages.thread_id': byThread,
  'ChatQueryService.GetChatArtifacts.thread_id': byThread,
  'ChatQueryService.ListChats.artifact_id': { ...byArtifact, expected: { chats: [], nextPageToken: '' } },
  'GraphPatchService.ProposePatch.ref': {
    request: ({ ref }) => ({ ref, operations }),
    expected: notFound('model'),
  },
  'GraphPatchService.ApplyPatch.patch_id': byPatch,
  'GraphPatchService.RejectPatch.patch_id': byPatch,
  'GraphPatchService.GetPatch.patch_id': byPatch,
  'GraphPatchService.ListPatches.ref': byRef,
  'GraphPatchService.ListPatches.artifact_id': { ...byArtifact, expected: { patches: [], nextPageToken: '' } },
  'InferenceService.Generate.thread_id': {
    request: ({ threadId }) => ({ threadId, idempotencyKey: idempotencyKey() }),
    expected: notFound('thread'),
  },
  'InferenceService.Resume.resume_token': {
    request: ({ resumeToken }) => ({ resumeToken }),
    expected: notFound('run'),
  },
  'InferenceService.WatchRuns.thread_id': byThread,
  'InferenceService.WatchRuns.resume_token': {
    request: ({ resumeToken }, { threadId }) => ({ threadId, resumeToken }),
    expected: notFound('run'),
  },
  'InferenceService.CancelRun.run_id': {
    request: ({ runId }) => ({ run: { case: 'runId', value: runId } }),
    expected: notFound('run'),
  },
  'InferenceService.ResumeRun.run_id': {
    request: ({ runId }) => ({ runId, interruptId: 'call', decision: { decision: { case: 'approve', value: {} } } }),
    expected: notFound('run'),
  },
  'InferenceService.ResumeRun.interrupt_id': {
    request: (_others, { runId }) => ({
      ...{ runId, interruptId: 'call' },
      decision: { decision: { case: 'approve', value: {} } },
    }),
    expected: notFound('interrupt'),
  },
  'InferenceService.GetRun.run_id': byRun,
  'InferenceService.ListRuns.thread_id': byThread,
  'ModelService.ImportModel.artifact_id': {
    request: ({ artifactId }) => ({ artifactId, document: new TextEncoder().encode('<definitions/>') }),
    expected: notFound('artifact'),
  },
  'VersionService.ListRefs.artifact_id': { ...byArtifact, expected: { refs: [], nextPageToken: '' } },
  'VersionService.Diff.base_ref': {
    request: ({ ref }, own) => ({ baseRef: ref, targetRef: own.ref }),
    expected: notFound('model'),
  },
  'VersionService.Diff.target_ref': {
    request: ({ ref }, own) => ({ baseRef: own.ref, targetRef: ref }),
    expected: notFound('model'),
  },
  'VersionService.GetArtifactHistory.artifact_id': byArtifact,
  'VersionService.RestoreVersion.ref': byRef,
  'VersionService.CreateBaseline.ref': {
    request: ({ ref }) => ({ ref, name: 'Not yours' }),
    expected: notFound('model'),
  },
  'VersionService.ListBaselines.ref': byRef,
  'VersionService.RenameBaseline.ref': {
    request: ({ ref, baselineId }) => ({ ref, baselineId, name: 'Not yours' }),
    expected: notFound('model'),
  },
  'VersionService.RenameBaseline.baseline_id': {
    request: ({ baselineId }, { ref }) => ({ ref, baselineId, name: 'Not yours' }),
    expected: notFound('baseline'),
  },
  'VersionService.DeleteBaseline.ref': {
    request: ({ ref, baselineId }) => ({ ref, baselineId }),
    expected: notFound('model'),
  },
  // What is not there is gone already, whoever's it was.
  'VersionService.DeleteBaseline.baseline_id': {
    request: ({ baselineId }, { ref }) => ({ ref, baselineId }),
    expected: {},
  },
  'InteractionService.ListInteractions.run_id': { ...byRun, expected: roleRequired },
  'InteractionService.ListInteractions.thread_id': { ...byThread, expected: roleRequired },
  'InteractionService.ListInteractions.user_id': { request: () => ({ userId: 'alice' }), expected: roleRequired },
  'ModelEditorService.ProposeCommands.ref': {
    request: ({ ref }) => ({ ref, operations, expectedVersion: 1 }),
    expected: notFound('model'),
  },
  'ModelEditorService.ValidateDiagram.ref': byRef,
  'ModelEditorService.GetAISuggestions.ref': byRef,
  'ModelEditorService.ApplyAISuggestion.ref': {
    request: ({ ref }) => ({ ref, suggestionId: 'one' }),
    expected: notFound('model'),
  },
  // Whose suggestion it is follows from the model.
  'ModelEditorService.ApplyAISuggestion.suggestion_id': {
    request: (_others, { ref }) => ({ ref, suggestionId: 'one' }),
    expected: { code: 'aborted', reason: 'suggestion_stale' },
  },
  'ModelEditorService.SaveDraft.ref': {
    request: ({ ref }) => ({ ref, operations, version: 1, batchId: idempotencyKey() }),
    expected: notFound('model'),
  },
  'ModelEditorService.UndoDraft.ref': {
    request: ({ ref }) => ({ ref, batchId: idempotencyKey() }),
    expected: notFound('model'),
  },
  'ModelEditorService.CreateSnapshot.ref': byRef,
  'ModelEditorService.DiscardDraft.ref': byRef,
  'ModelEditorService.GetDraft.ref': byRef,
  'ModelEditorService.ListSnapshots.ref': byRef,
  'ModelEditorService.RebaseDraft.ref': byRef,
  'ModelEditorService.WatchDraft.ref': byRef,
  'ModelService.ExportModel.ref': byRef,
  'ModelService.GetModel.ref': byRef,
  'ModelService.ListCommits.ref': byRef,
  'ModelService.RevertCommit.ref': byRef,
  'ProjectionService.GetProjection.ref': byRef,
  'ProjectionService.WatchProjection.ref': byRef,
  'BudgetService.DeleteBudget.budget_id': {
    request: ({ runId }) => ({ budgetId: runId }),
    expected: roleRequired,
  },
  'BudgetService.TopUp.budget_id': {
    request: ({ runId }) => ({ budgetId: runId, amount: '1', idempotencyKey: idempotencyKey() }),
    expected: roleRequired,
  },
  'MeteringService.ReserveModelCall.run_id': {
    request: ({ runId }) => ({ runId, step: 1, attempt: 1, provider: 'offline', model: 'offline' }),
    expected: internalOnly,
  },
};

/** Names for one caller only, and names of things that every tenant has. */
const noIds = new Set(['agent_id', 'batch_id', 'client_id', 'correlation_id', 'page_token', 'subscription_id']);

/** The cases that an RPC must have, one for each field that says whose thing is meant. */
export function caseNamesOf(service: DescService, method: DescMethod): string[] {
  return method.input.fields
    .filter(({ name }) => /(^|_)(id|ids|ref|refs|token)$/.test(name) && !noIds.has(name))
    .filter(({ name }) => !/^(focus|approved_operation|selected)_ids$/.test(name))
    .map(({ name }) => `${service.name}.${method.name}.${name}`);
}
