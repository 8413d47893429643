import { readAddition } from './additions.ts';
import { readConnection, readRemoval, readRename } from './edits.ts';
import { readQuestion } from './questions.ts';
import type { Request } from './request.ts';
import { sentence } from './sentence.ts';

/**
 * All readings of a request, the likeliest first; none when it is not understood. Names may hold words such as `after`
 * or `to`, so that only the model can tell which reading is meant.
 */
export function readRequest(text: string): readonly Request[] {
  const line = sentence(text);
  if (line === '') return [];
  for (const read of [readConnection, readAddition, readRename, readRemoval]) {
    const readings = read(line);
    if (readings.length > 0) return readings;
  }
  return readQuestion(line);
}
