import { applyEdits } from './apply-edits.ts';
import type { ModelCommitted } from './events.ts';
import type { ModelState } from './state.ts';

export function evolve({ document }: ModelState, { documentEdits }: ModelCommitted): ModelState {
  return { document: applyEdits(document, documentEdits) };
}
