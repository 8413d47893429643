import type { Attachment } from '@ameide/contracts/threads/v1/attachment';
import { keep, kept } from '../../data/keep.ts';
import { createStore } from '../../data/store.ts';

/** What is known of an attachment without asking for it. */
export type KnownAttachment = Pick<Attachment, 'id' | 'name' | 'mimeType' | 'uri' | 'sizeBytes'>;

/** A file at a message that is being written. */
export interface PendingFile {
  readonly key: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly state: 'waiting' | 'sending' | 'done' | 'failed';
  readonly receivedBytes: number;
  /** What it has become. */
  readonly attachment?: KnownAttachment | undefined;
  /** Of an image on this device, before it is anywhere else. */
  readonly previewUrl?: string | undefined;
  /** Why it failed, in a sentence. */
  readonly problem: string;
  /** Whether trying again can help. */
  readonly canRetry: boolean;
}

/**
 * Files by the draft that they belong to. They live outside of components, so that a page may be left meanwhile; what has arrived
 * is remembered in this browser, as the text of a draft is.
 */
const pending = createStore<ReadonlyMap<string, readonly PendingFile[]>>(new Map());
const none: readonly PendingFile[] = [];
const slot = (draft: string) => `files.${draft}`;

export const pendingFiles = {
  subscribe: pending.subscribe,
  get: (draft: string): readonly PendingFile[] => pending.get().get(draft) ?? none,
  set(draft: string, files: readonly PendingFile[]): void {
    pending.set((all) => new Map(all).set(draft, files));
    const done = files.flatMap(({ attachment }) => (attachment ? [attachment] : []));
    keep(slot(draft), done.length === 0 ? undefined : done);
  },
};

/** Takes up what was attached to a draft before the page was loaded. */
export function rememberFiles(draft: string): void {
  if (pending.get().has(draft)) return;
  const known = kept<KnownAttachment[]>(slot(draft)) ?? [];
  if (known.length > 0) pendingFiles.set(draft, known.map(arrived));
}

function arrived(attachment: KnownAttachment): PendingFile {
  const { id, name, sizeBytes } = attachment;
  return {
    key: id,
    name,
    sizeBytes,
    state: 'done',
    receivedBytes: sizeBytes,
    attachment,
    problem: '',
    canRetry: false,
  };
}
