import type { Decision } from '@ameide/event-store/domain';
import type { RunCommand } from './commands.ts';
import type { RunEvent } from './events.ts';
import { hasEnded, type RunState } from './state.ts';

/** Why a command is refused: the run has ended, or another process has begun a later attempt. */
export interface RunRefusal {
  readonly reason: 'run_ended' | 'attempt_superseded';
}

/**
 * What a command does to a run.
 * @throws Error when a run is created under the id of another one, or a command names one that does not exist.
 */
export function decideRun(command: RunCommand, state: RunState): Decision<RunEvent, RunRefusal> {
  if (command.type === 'CreateRun') {
    if (state) throw new Error(`run ${command.runId} exists already; a new run needs a new id`);
    const { type: _, at, ...facts } = command;
    return { events: [{ type: 'RunCreated', ...facts, createdAt: at }] };
  }
  if (!state) throw new Error(`${command.type} for a run that was never created`);
  if (hasEnded(state)) return { refused: { reason: 'run_ended' } };
  switch (command.type) {
    case 'StartRun': {
      const { attempt, owner, at } = command;
      if (state.phase === 'running' && attempt <= state.attempt) return { refused: { reason: 'attempt_superseded' } };
      return { events: [{ type: 'RunStarted', runId: state.id, attempt, owner, startedAt: at }] };
    }
    case 'EndRun': {
      const { ending, reason, usage, messageId, at } = command;
      return { events: [{ type: 'RunEnded', runId: state.id, ending, reason, usage, messageId, endedAt: at }] };
    }
  }
}
