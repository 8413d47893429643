import { bpmn as real } from '@ameide/notations/bpmn/node';

/** A writer that does not tell its last edit, without which a commit cannot be taken back. */
export const bpmn: typeof real = {
  ...real,
  write(before, change) {
    const written = real.write(before, change);
    return { ...written, edits: written.edits.slice(0, -1) };
  },
};
