import type { ObjectStore } from '@ameide/object-store';
import { removeContent } from './content.ts';
import type { UnusedAttachments } from './ports.ts';

const BATCH = 100;

/**
 * Removes the content of attachments that nobody can see any more, then their rows. What it is interrupted in, the next one
 * finishes; several at once do no harm.
 * @returns how many went
 */
export async function removeUnusedAttachments(
  unused: UnusedAttachments,
  objects: ObjectStore,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  for (let found = BATCH; found === BATCH; ) {
    const batch = await unused.list(BATCH);
    found = batch.length;
    for (const { tenantId, id } of batch) {
      signal?.throwIfAborted();
      if (!(await unused.claim(tenantId, id))) continue;
      await removeContent(objects, tenantId, id, signal);
      await unused.forget(tenantId, id);
      removed += 1;
    }
  }
  return removed;
}
