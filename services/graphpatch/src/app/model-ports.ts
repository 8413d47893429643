import type { Payload } from '@ameide/event-store';
import type { Ref } from '@ameide/graph-model';
import type { ModelCommitted } from '../domain/model/events.ts';
import type { Caller } from './ports.ts';

/** The head of a branch, without its document: cheap to read on every request. */
export interface ModelHead {
  readonly version: number;
  readonly notation: string;
  readonly name: string;
}

/** A document: a whole one, and the edits of the commits after it, each list the JSON of the contract's messages. */
export interface StoredDocument {
  readonly base: string;
  readonly edits: readonly string[];
}

/** A whole document, and the version that it is. */
export interface DocumentVersion {
  readonly version: number;
  readonly document: string;
}

/** A commit without what it changed, as its row has it and as it is answered. JSON: a repeat of the request gets it back. */
export interface CommitRecord
  extends Pick<ModelCommitted, 'artifactId' | 'branch' | 'version' | 'authorId' | 'runId' | 'patchId' | 'comment'>,
    Pick<ModelCommitted, 'draftOperations' | 'summary' | 'correlationId' | 'revertedVersion'> {
  readonly id: string;
  /** ISO 8601, or milliseconds since 1970. */
  readonly committedAt: string | number;
}

/** Models and their history, as tables have them. */
export interface ModelRows {
  head(tenantId: string, model: Ref): Promise<ModelHead | undefined>;
  headDocument(tenantId: string, model: Ref): Promise<DocumentVersion | undefined>;
  /** The newest document that was kept of a version up to this one; undefined when only the log has it. */
  snapshot(tenantId: string, model: Required<Ref>): Promise<DocumentVersion | undefined>;
  /** Commits up to `version`, the newest first. */
  commits(tenantId: string, model: Required<Ref>, limit: number): Promise<CommitRecord[]>;
  /** Of these, those that saved drafts. */
  snapshots(tenantId: string, model: Required<Ref>, limit: number): Promise<CommitRecord[]>;
}

/** What the log has, as text: whoever needs it reads it in a thread. */
export interface ModelLog {
  /** The commits after `after`, up to `until`, in order. */
  commits(tenantId: string, model: Ref, after: number, until: number): Promise<Payload[]>;
  /** How each of them changed the graph: the JSON of the contract's messages. */
  changes(tenantId: string, model: Ref, after: number, until: number): Promise<string[]>;
  /** How each changed the document. */
  edits(tenantId: string, model: Ref, after: number, until: number): Promise<string[]>;
  /** How those of them that changed the drawing did: whole LayoutCommitted. */
  layouts(tenantId: string, model: Ref, after: number, until: number): Promise<string[]>;
  /** Everything that has happened to a patch. */
  patch(tenantId: string, id: string): Promise<Payload[]>;
}

/** What kind of artifact an id is, as the caller sees it; null when they see none. */
export type ArtifactKind = (caller: Caller, artifactId: string) => Promise<string | null>;
