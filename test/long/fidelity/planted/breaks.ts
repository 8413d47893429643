import { bpmn as real } from '@ameide/notations/bpmn/node';

/** A writer that puts an attribute where the schema has none, and an export without the last line ending. */
export const bpmn: typeof real = {
  ...real,
  write(document, change) {
    const written = real.write(document, change);
    if (written.edits.length === 0) return { ...written, document: document.trimEnd() };
    return { ...written, document: written.document.replace(/(<\S*process) (?!colour)/, '$1 colour="red" ') };
  },
};
