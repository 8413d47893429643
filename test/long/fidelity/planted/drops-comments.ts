import { bpmn as real } from '@ameide/notations/bpmn/node';

/** A writer that drops a comment whenever it edits. */
export const bpmn: typeof real = {
  ...real,
  write(document, change) {
    const written = real.write(document, change);
    if (written.edits.length === 0) return written;
    return { ...written, document: written.document.replace(/<!--.*?-->/s, '') };
  },
};
