import { withTenant } from '@ameide/postgres';
import { eventMetadata } from '@ameide/service-kit/rpc';
import { patchEventToRecord } from '../adapters/event-codec.ts';
import { markRejected, type PatchRow, readPatch } from '../adapters/patch-rows.ts';
import { decide } from '../domain/patch/decide.ts';
import type { Caller } from './caller.ts';
import type { CommitDependencies } from './commit.ts';
import { loadPatch } from './load-patch.ts';
import type { Refusal } from './refusal.ts';
import { refusePatch } from './refuse-patch.ts';

/** Rejects a patch that waits for review. */
export async function rejectPatch(
  deps: CommitDependencies & { readonly now: () => number },
  caller: Caller,
  command: { readonly patchId: string; readonly reason: string },
): Promise<PatchRow | Refusal> {
  const { patchId, reason } = command;
  const { tenantId } = caller;
  const { stream, state, version } = await loadPatch(deps.store, tenantId, patchId);
  const rejection = { patchId, reason, rejectedBy: caller.actorId, rejectedAt: new Date(deps.now()).toISOString() };
  const decision = decide({ type: 'reject', rejection }, state);
  if ('refused' in decision) return refusePatch(decision.refused, patchId);
  const metadata = eventMetadata(caller);
  const events = decision.events.map((event) => ({ ...patchEventToRecord(event), metadata }));
  return withTenant(deps.pool, tenantId, async (tx) => {
    const streams = [{ stream, expectedVersion: version, events }];
    const appended = await deps.store.append(tenantId, { streams }, { tx });
    if (appended.outcome === 'refused') return refusePatch('patch_already_decided', patchId);
    for (const event of decision.events) if (event.type === 'PatchRejected') await markRejected(tx, event);
    const row = await readPatch(tx, patchId);
    if (!row) throw new Error(`the row of the patch ${patchId} is missing`);
    return row;
  });
}
