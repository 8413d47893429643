import type { PatchCommand, PatchRefusal } from './commands.ts';
import type { PatchEvent } from './events.ts';
import type { PatchState } from './state.ts';

export type PatchDecision = { readonly events: readonly PatchEvent[] } | { readonly refused: PatchRefusal };

export function decide(command: PatchCommand, state: PatchState): PatchDecision {
  if (command.type === 'propose') {
    if (state.status !== 'absent') return { refused: 'patch_exists' };
    return { events: [{ type: 'PatchProposed', ...command.proposal }] };
  }
  if (state.status === 'absent') return { refused: 'patch_not_found' };
  if (state.status !== 'proposed') return { refused: 'patch_already_decided' };
  if (command.type === 'reject') return { events: [{ type: 'PatchRejected', ...command.rejection }] };
  if (!command.byHuman) return { refused: 'human_approval_required' };
  return { events: [{ type: 'PatchApplied', ...command.application }] };
}
