export { type Agents, createAgents } from './agents.ts';
export { type Artifacts, createArtifacts } from './artifacts.ts';
export { type Attachments, createAttachments, type FileToUpload, type UploadOptions } from './attachments.ts';
export {
  type ChatArtifact,
  type MessageExtras,
  type MessageOptions,
  messageInput,
  type SentMessage,
} from './chat-artifact.ts';
export {
  type ChatExportOptions,
  type ExportedAttachment,
  type ExportedChat,
  type ExportedModel,
  exportChat,
} from './chat-export.ts';
export { type ImportedChat, importChat } from './chat-import.ts';
export { type Chats, createChats } from './chats.ts';
export { AmeideClient } from './client.ts';
export {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type StreamOptions,
} from './connection.ts';
export { createDirectory, type Directory } from './directory.ts';
export type { DocumentToImport, ExportedDocument, ImportedDocument } from './documents.ts';
export { AmeideError, type AmeideErrorCode, type AmeideErrorDetail } from './errors.ts';
export { createModels, type Models } from './models.ts';
export type { ProjectionEvent } from './projection-stream.ts';
export { createProjections, type Projections } from './projections.ts';
export type { RetryOptions } from './retry.ts';
export { createRuns, type Runs } from './runs.ts';
export { type SubscriptionEvent, type TopicInit, topicKeyOf } from './subscription-source.ts';
export { createSubscriptions, type Subscription, type Subscriptions } from './subscriptions.ts';
export type { TokenSource } from './transport.ts';
