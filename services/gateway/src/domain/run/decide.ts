import type { Decision } from '@ameide/event-store/domain';
import { type Refusal, runNotFound } from '../refusal.ts';
import type { RunCommand } from './commands.ts';
import type { RunEvent } from './events.ts';
import { hasEnded, type RunState } from './state.ts';

/**
 * What a command does to a run. A user's command to somebody else's run is refused as to one that does not
 * exist; those of processes to a run that has ended, for ever.
 * @throws Error when a run is created under the id of another one.
 */
export function decideRun(command: RunCommand, state: RunState): Decision<RunEvent, Refusal> {
  if (command.type === 'CreateRun') {
    if (state) throw new Error(`run ${command.runId} exists already; a new run needs a new id`);
    const { type: _, at, ...facts } = command;
    return { events: [{ type: 'RunCreated', ...facts, createdAt: at }] };
  }
  const byUser = 'userId' in command;
  if (!state || (byUser && command.userId !== state.requestedBy)) return { refused: runNotFound(command.runId) };
  if (hasEnded(state) && !byUser) return { refused: { reason: 'run_ended' } };
  switch (command.type) {
    case 'StartRun': {
      const { type: _, at: startedAt, ...facts } = command;
      const superseded = state.phase === 'running' && facts.attempt <= state.attempt;
      if (superseded) return { refused: { reason: 'attempt_superseded' } };
      return { events: [{ type: 'RunStarted', ...facts, startedAt }] };
    }
    case 'EndRun': {
      const { type: _, at: endedAt, ...facts } = command;
      return { events: [{ type: 'RunEnded', ...facts, endedAt }] };
    }
  }
}
