import type { TextEdit } from '@ameide/graph-model';
import { diffLines } from 'diff';

/** Documents that have little in common are told as one edit then. */
const DIFF_TIMEOUT_MS = 500;

/**
 * The edits, line by line, that make one document another. So a commit from before an import can still be taken back with its
 * text, and the log keeps what has changed only.
 */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  const whole = [{ offset: 0, length: before.length, text: after }];
  const stretches = before === '' ? undefined : diffLines(before, after, { timeout: DIFF_TIMEOUT_MS });
  if (stretches === undefined) return whole;
  const edits: TextEdit[] = [];
  let offset = 0;
  let [length, text] = [0, ''];
  const flush = () => {
    if (length > 0 || text !== '') edits.push({ offset, length, text });
    offset += length;
    [length, text] = [0, ''];
  };
  for (const { added, removed, value } of stretches) {
    if (added) text += value;
    else if (removed) length += value.length;
    else {
      flush();
      offset += value.length;
    }
  }
  flush();
  return edits;
}
