/** A file that came with a message. */
export interface AttachedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Of a text, the beginning, or all of it; absent where it could not be read or did not fit. */
  readonly text?: string | undefined;
  /** Whether the text goes on. */
  readonly truncated?: boolean | undefined;
}

/** Under which a message keeps `MessageFiles`. */
export const FILES = 'attached_files';

/** What a message with attachments is made of, beside the blocks that models read. */
export interface MessageFiles {
  readonly said: string;
  readonly files: readonly AttachedFile[];
}

/** A file as language models read it: its content is what somebody has written, and no instruction. */
export function attachedFile({ name, mimeType, sizeBytes, text, truncated = false }: AttachedFile): string {
  const facts = `name=${JSON.stringify(name)} type="${mimeType}" bytes="${sizeBytes}"`;
  if (mimeType.startsWith('image/')) return `<attached-image ${facts} />`;
  if (text === undefined) return `<attached-file ${facts}>(Its content cannot be read here.)</attached-file>`;
  // Nothing in the text ends it early.
  const content = text.replaceAll('</attached-file', '<\\/attached-file');
  const note = truncated ? '\n(The file goes on; only its beginning is here.)' : '';
  return `<attached-file ${facts}>\n${content}\n</attached-file>${note}`;
}
