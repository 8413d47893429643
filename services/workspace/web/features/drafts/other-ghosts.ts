import { PatchPreviewSchema } from '@ameide/contracts/graph/v1/patch';
import { create } from '@bufbuild/protobuf';
import { type Ghost, ghostsOf } from '../../editor/ghosts.ts';
import type { SeenDraft } from './draft-state.ts';

/** What somebody else has drawn and not saved, as ghosts that bear their name. */
export function ghostsOfOther(name: string, { edits }: SeenDraft): readonly Ghost[] {
  const all = new Map<string, Ghost>();
  for (const { change } of edits) {
    if (change === undefined) continue;
    for (const ghost of ghostsOf(create(PatchPreviewSchema, { change }))) {
      const known = all.get(ghost.elementId);
      // What was added first stays new, whatever becomes of it.
      const isNew = known?.tone === 'add';
      if (isNew && ghost.tone === 'remove') all.delete(ghost.elementId);
      else if (known === undefined || ghost.tone === 'remove') all.set(ghost.elementId, { ...ghost, by: name });
      else {
        const { tone, kind } = isNew ? known : ghost;
        all.set(ghost.elementId, { ...known, ...ghost, tone, kind, name: ghost.name || known.name });
      }
    }
  }
  return [...all.values()];
}
