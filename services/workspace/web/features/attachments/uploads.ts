import { AmeideError } from '@ameide/sdk';
import { attachments, uploadFile } from '../../data/attachments.ts';
import { describeProblem } from '../../data/problem.ts';
import { wordsNow } from '../../design/use-words.ts';
import { type PendingFile, pendingFiles } from './pending-files.ts';
import { words } from './words.ts';

const MAX_BYTES = 25 * 1024 * 1024;
const MAX_FILES = 10;
const AT_ONCE = 2;
const PREVIEWED = /^image\/(?:png|jpeg|gif|webp)$/;

/** What is on its way: its content, a key by which an upload goes on where it was, and what ends it. */
const sources = new Map<string, { readonly file: File; readonly uploadKey: string; readonly stop: AbortController }>();

/** Attaches files to a draft: each is uploaded, or says why it cannot be. */
export function attach(draft: string, files: Iterable<File>): void {
  const t = wordsNow(words);
  for (const file of files) {
    const there = pendingFiles.get(draft);
    const problem =
      there.length >= MAX_FILES ? t.tooMany : file.size > MAX_BYTES ? t.tooLarge : file.size === 0 ? t.empty : '';
    const key = crypto.randomUUID();
    const entry: PendingFile = {
      key,
      name: file.name,
      sizeBytes: file.size,
      state: problem === '' ? 'waiting' : 'failed',
      receivedBytes: 0,
      problem,
      canRetry: false,
      ...(problem === '' && PREVIEWED.test(file.type) && { previewUrl: URL.createObjectURL(file) }),
    };
    if (problem === '') sources.set(key, { file, uploadKey: crypto.randomUUID(), stop: new AbortController() });
    pendingFiles.set(draft, [...there, entry]);
  }
  uploadNext(draft);
}

/** Takes a file off a draft, whatever has become of it. */
export function detach(draft: string, key: string): void {
  const file = pendingFiles.get(draft).find((one) => one.key === key);
  if (file === undefined) return;
  sources.get(key)?.stop.abort();
  if (file.attachment) attachments.cancelUpload({ uploadId: file.attachment.id }).catch(() => undefined);
  drop(draft, [file]);
  uploadNext(draft);
}

/** Goes on with an upload that broke off. */
export function retry(draft: string, key: string): void {
  change(draft, key, { state: 'waiting', problem: '' });
  uploadNext(draft);
}

/**
 * Forgets what was sent, and what was refused: the message went without it. What could not be brought yet goes on in the chat.
 * @param next the draft of the chat that has the message; another one when the message began the chat
 */
export function sent(draft: string, ids: readonly string[], next: string): void {
  const isOver = ({ attachment, state, canRetry }: PendingFile) =>
    attachment ? ids.includes(attachment.id) : state === 'failed' && !canRetry;
  drop(draft, pendingFiles.get(draft).filter(isOver));
  const left = pendingFiles.get(draft).filter(({ state }) => state === 'failed');
  if (next === draft || left.length === 0) return;
  pendingFiles.set(next, [...pendingFiles.get(next), ...left]);
  pendingFiles.set(
    draft,
    pendingFiles.get(draft).filter(({ state }) => state !== 'failed'),
  );
}

function uploadNext(draft: string): void {
  const files = pendingFiles.get(draft);
  const free = AT_ONCE - files.filter(({ state }) => state === 'sending').length;
  for (const { key } of files.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) {
    void upload(draft, key).then(() => uploadNext(draft));
  }
}

async function upload(draft: string, key: string): Promise<void> {
  const source = sources.get(key);
  if (source === undefined) return;
  const { file, uploadKey, stop } = source;
  change(draft, key, { state: 'sending' });
  try {
    const attachment = await uploadFile(
      { name: file.name || 'file', content: file, idempotencyKey: uploadKey },
      { signal: stop.signal, onProgress: (receivedBytes) => change(draft, key, { receivedBytes }) },
    );
    const { id, name, mimeType, uri, sizeBytes } = attachment;
    change(draft, key, {
      state: 'done',
      name,
      receivedBytes: sizeBytes,
      attachment: { id, name, mimeType, uri, sizeBytes },
    });
    sources.delete(key);
  } catch (error) {
    if (stop.signal.aborted) return;
    const problem = problemOf(error);
    change(draft, key, { state: 'failed', ...problem });
    if (!problem.canRetry) sources.delete(key);
  }
}

function problemOf(error: unknown): Pick<PendingFile, 'problem' | 'canRetry'> {
  const t = wordsNow(words);
  const reason = error instanceof AmeideError ? error.reason : '';
  if (reason === 'file_type_refused') return { problem: t.refused, canRetry: false };
  if (reason === 'upload_not_found') return { problem: t.gone, canRetry: false };
  if (reason === 'too_many_uploads') return { problem: t.full, canRetry: true };
  if (reason === 'files_unavailable') return { problem: t.unavailable, canRetry: true };
  return { problem: describeProblem(error).text, canRetry: true };
}

function drop(draft: string, gone: readonly PendingFile[]): void {
  for (const { key, previewUrl } of gone) {
    sources.delete(key);
    if (previewUrl !== undefined) URL.revokeObjectURL(previewUrl);
  }
  const keys = new Set(gone.map(({ key }) => key));
  pendingFiles.set(
    draft,
    pendingFiles.get(draft).filter(({ key }) => !keys.has(key)),
  );
}

function change(draft: string, key: string, to: Partial<PendingFile>): void {
  pendingFiles.set(
    draft,
    pendingFiles.get(draft).map((one) => (one.key === key ? { ...one, ...to } : one)),
  );
}
