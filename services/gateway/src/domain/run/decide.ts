import type { Decision } from '@ameide/event-store/domain';
import { type Refusal, runNotFound } from '../refusal.ts';
import type { ResumeRun, RunCommand } from './commands.ts';
import type { RunEvent } from './events.ts';
import { hasEnded, type Run, type RunState } from './state.ts';

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
  if (command.type === 'ResumeRun') return decideResume(command, state);
  if (!byUser && hasEnded(state)) return { refused: { reason: 'run_ended' } };
  switch (command.type) {
    case 'StartRun': {
      const { type: _, at: startedAt, ...facts } = command;
      if (facts.attempt <= state.attempt) return { refused: { reason: 'attempt_superseded' } };
      return { events: [{ type: 'RunStarted', ...facts, startedAt }] };
    }
    case 'InterruptRun': {
      const { type: _, at: interruptedAt, ...facts } = command;
      if (state.phase !== 'running') return { refused: { reason: 'attempt_superseded' } };
      return { events: [{ type: 'RunInterrupted', ...facts, interruptedAt }] };
    }
    case 'EndRun': {
      const { type: _, at: endedAt, ...facts } = command;
      return { events: [{ type: 'RunEnded', ...facts, endedAt }] };
    }
  }
}

/** The answer to what a run asks. The same again changes nothing, also when the run has gone on since. */
function decideResume(
  { runId, interruptId, decision, fingerprint, userId, at }: ResumeRun,
  state: Run,
): Decision<RunEvent, Refusal> {
  if (state.decided?.interruptId === interruptId) {
    return state.decided.fingerprint === fingerprint ? { events: [] } : { refused: { reason: 'interrupt_decided' } };
  }
  if (state.phase !== 'waiting_for_approval' || state.interrupt.id !== interruptId) {
    return { refused: { reason: 'interrupt_not_found' } };
  }
  if (at >= state.interrupt.expiresAt) return { refused: { reason: 'interrupt_expired' } };
  const facts = { runId, threadId: state.threadId, interruptId, decision, fingerprint };
  return { events: [{ type: 'RunResumed', ...facts, resumedBy: userId, resumedAt: at }] };
}
