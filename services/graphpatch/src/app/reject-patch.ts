import { withTenant } from '@ameide/postgres';
import { eventMetadata } from '@ameide/service-kit/rpc';
import { decide } from '../domain/patch/decide.ts';
import type { GraphpatchDeps } from './deps.ts';
import { loadPatch } from './load-patch.ts';
import type { Caller, PatchRow } from './ports.ts';
import { type Refused, refuse } from './refusal.ts';

/** Rejects a patch that waits for review. */
export async function rejectPatch(
  deps: GraphpatchDeps,
  caller: Caller,
  command: { readonly patchId: string; readonly reason: string },
): Promise<PatchRow | Refused> {
  const { patchId, reason } = command;
  const { tenantId } = caller;
  const { stream, state, version } = await loadPatch(deps, tenantId, patchId);
  const rejection = { patchId, reason, rejectedBy: caller.actorId, rejectedAt: new Date(deps.now()).toISOString() };
  const decision = decide({ type: 'reject', rejection }, state);
  if ('refused' in decision) return decision;
  const metadata = eventMetadata(caller);
  const events = decision.events.map((event) => ({ ...deps.json.patchEvent(event), metadata }));
  const stored = await withTenant(deps.pool, tenantId, async (tx) => {
    const streams = [{ stream, expectedVersion: version, events }];
    const appended = await deps.store.append(tenantId, { streams }, { tx });
    if (appended.outcome === 'refused') return false;
    for (const event of decision.events)
      if (event.type === 'PatchRejected') await deps.patchRows.markRejected(tx, event);
    return true;
  });
  if (!stored) return refuse('patch_already_decided');
  const row = await deps.patchRows.read(tenantId, patchId);
  if (!row) throw new Error(`the row of the patch ${patchId} is missing`);
  return row;
}
