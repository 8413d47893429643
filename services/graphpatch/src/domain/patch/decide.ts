import type { Decision } from '@ameide/event-store/domain';
import { patchNotFound, type Refusal } from '../refusal.ts';
import type { Actor, PatchCommand } from './commands.ts';
import type { PatchEvent } from './events.ts';
import type { PatchState } from './state.ts';

/** @throws Error when a patch is proposed twice: its id is new, so nobody can ask for that */
export function decidePatch(command: PatchCommand, state: PatchState): Decision<PatchEvent, Refusal> {
  if (command.type === 'ProposePatch') {
    if (state.status !== 'absent') throw new Error(`the patch ${command.patchId} was proposed before`);
    return { events: [{ ...command, type: 'PatchProposed' }] };
  }
  if (state.status === 'absent') return { refused: patchNotFound(command.patchId) };
  switch (command.type) {
    case 'ApplyPatch': {
      const { by, ...application } = command;
      const { artifactId, runId } = state.proposal;
      return reviewed(state, by, { ...application, type: 'PatchApplied', artifactId, runId });
    }
    case 'RejectPatch': {
      const { by, ...rejection } = command;
      return reviewed(state, by, { ...rejection, type: 'PatchRejected' });
    }
  }
}

function reviewed({ status }: PatchState, by: Actor, event: PatchEvent): Decision<PatchEvent, Refusal> {
  if (status !== 'proposed') return { refused: { reason: 'patch_already_decided' } };
  return by === 'agent' ? { refused: { reason: 'human_approval_required' } } : { events: [event] };
}
