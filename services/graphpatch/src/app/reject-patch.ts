import { outcomeOf } from '@ameide/event-store';
import { decidePatch } from '../domain/patch/decide.ts';
import { actorOf } from './actor.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute } from './execute.ts';
import type { PatchRow } from './patch-ports.ts';
import type { Caller } from './ports.ts';
import type { Refused } from './refusal.ts';

/** Rejects a patch that waits for review. */
export async function rejectPatch(
  deps: GraphpatchDeps,
  caller: Caller,
  { patchId, reason }: { readonly patchId: string; readonly reason: string },
): Promise<PatchRow | Refused> {
  const rejection = { patchId, reason, rejectedBy: caller.actorId, rejectedAt: new Date(deps.now()).toISOString() };
  const command = { type: 'RejectPatch', by: actorOf(caller), ...rejection } as const;
  const executed = await execute(deps, caller, '', {
    read: ({ load }) => load(deps.aggregates.patch, patchId),
    decide: (patch) => outcomeOf(patch, decidePatch(command, patch.state)),
  });
  return 'refused' in executed ? executed : deps.patchRows.stored(caller.tenantId, patchId);
}
