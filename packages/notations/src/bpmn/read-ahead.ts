import { type OpenResult, openDocument } from './read.ts';

/** Longer documents are not read ahead: a tree takes many times as much memory. */
const MOST_CHARACTERS = 1_000_000;

let ahead: { readonly text: string; readonly opened: OpenResult } | undefined;

/** Reads a document that is probably the next to be edited, while nobody waits. Only the last one is kept. */
export function readAhead(text: string): void {
  ahead = text.length > MOST_CHARACTERS ? undefined : { text, opened: openDocument(text) };
}

/** As `openDocument`, for an edit: the tree is the caller's, who changes it. */
export function openToEdit(text: string): OpenResult {
  const known = ahead?.text === text ? ahead.opened : undefined;
  if (known !== undefined) ahead = undefined;
  return known ?? openDocument(text);
}
