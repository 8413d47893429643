import type { Status } from '../api/api-error.ts';
import type { StoredObject } from '../api/kube-object.ts';

/** One line of a watch. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: StoredObject }
  | { readonly type: 'ERROR'; readonly object: Status };

/** Longer than any object that etcd takes. */
const LONGEST_LINE = 32 * 1024 * 1024;
const TYPES = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

/**
 * Reads the lines of a watch, however they are cut into chunks.
 *
 * @throws SyntaxError for a line that is no event: nothing after it can be trusted, since something was lost
 */
export async function* readWatchEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of chunks) {
    const lines = (pending + decoder.decode(chunk, { stream: true })).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > LONGEST_LINE) throw new SyntaxError('A line of the watch does not end.');
    for (const line of lines) if (line.trim() !== '') yield parseEvent(line);
  }
  if (pending.trim() !== '') throw new SyntaxError('The watch ended in the middle of a line.');
}

function parseEvent(line: string): WatchEvent {
  const event: Partial<WatchEvent> = JSON.parse(line);
  if (!TYPES.has(event?.type ?? '') || typeof event.object !== 'object' || event.object === null) {
    throw new SyntaxError('A line of the watch is JSON, but no event.');
  }
  if (event.type !== 'ERROR' && !(event.object as StoredObject).metadata?.resourceVersion) {
    throw new SyntaxError('An event of the watch has an object without a resourceVersion.');
  }
  return event as WatchEvent;
}
