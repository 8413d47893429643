import { bpmn as real } from '@ameide/notations/bpmn/node';

/** A writer that puts an attribute where the schema has none, and an export without the last line ending. */
export const bpmn: typeof real = {
  ...real,
  write(before, change) {
    const written = real.write(before, change);
    if (written.edits.length === 0) return { ...written, document: before.trimEnd() };
    const document = written.document.replace(/(<\S*process) (?!colour)/, '$1 colour="red" ');
    return { ...written, document, edits: [{ offset: 0, length: before.length, text: document }] };
  },
};
