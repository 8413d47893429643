import type { TextEdit } from '@ameide/graph-model';

/** The document after the edits, which refer to the document before, are sorted and do not overlap. */
export function applyEdits(document: string, edits: readonly TextEdit[]): string {
  let result = '';
  let end = 0;
  for (const { offset, length, text } of edits) {
    if (offset < end || offset + length > document.length)
      throw new Error(`an edit at ${offset} does not fit the document`);
    result += document.slice(end, offset) + text;
    end = offset + length;
  }
  return result + document.slice(end);
}
