import type { PatchCommand, PatchRefusalReason } from './commands.ts';
import type { PatchEvent } from './events.ts';
import type { PatchState } from './state.ts';

export type PatchDecision =
  | { readonly events: readonly PatchEvent[] }
  | { readonly refused: { readonly reason: PatchRefusalReason } };

/** @throws Error when a patch is proposed twice: its id is new, so nobody can ask for that */
export function decide(command: PatchCommand, state: PatchState): PatchDecision {
  if (command.type === 'propose') {
    if (state.status !== 'absent') throw new Error(`the patch ${command.proposal.patchId} was proposed before`);
    return { events: [{ type: 'PatchProposed', ...command.proposal }] };
  }
  if (state.status === 'absent') return { refused: { reason: 'patch_not_found' } };
  if (state.status !== 'proposed') return { refused: { reason: 'patch_already_decided' } };
  if (command.by === 'agent') return { refused: { reason: 'human_approval_required' } };
  if (command.type === 'reject') return { events: [{ type: 'PatchRejected', ...command.rejection }] };
  return { events: [{ type: 'PatchApplied', ...command.application }] };
}
