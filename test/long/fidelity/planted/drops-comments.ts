import { bpmn as real } from '@ameide/notations/bpmn/node';

/** A writer that drops a comment whenever it edits. */
export const bpmn: typeof real = {
  ...real,
  write(before, change) {
    const written = real.write(before, change);
    if (written.edits.length === 0) return written;
    const document = written.document.replace(/<!--.*?-->/s, '');
    return { ...written, document, edits: [{ offset: 0, length: before.length, text: document }] };
  },
};
