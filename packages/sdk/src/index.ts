export type { ChatArtifact, SentMessage } from './chat-artifact.ts';
export { AmeideClient, type AmeideClientOptions, type Reach, type StreamOptions } from './client.ts';
export type { DocumentToImport, ExportedDocument, ImportedDocument } from './documents.ts';
export { AmeideError, type AmeideErrorCode, type AmeideErrorDetail } from './errors.ts';
export type { ProjectionEvent } from './projection-stream.ts';
export type { RetryOptions } from './retry.ts';
export type { TokenSource } from './transport.ts';
